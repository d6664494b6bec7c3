#include "libc.h"

/* Divides by zero with the exception for it enabled. */
int main(void)
{
	volatile double one = 1, zero = 0;
	unsigned fpscr;

	print("before\n");
	__asm__ volatile("sts fpscr,%0" : "=r"(fpscr));
	__asm__ volatile("lds %0,fpscr" : : "r"(fpscr | 0x400));
	one = one / zero;
	print("after %d\n", one > 0);
	return 0;
}
