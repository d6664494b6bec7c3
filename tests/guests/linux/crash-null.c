#include "libc.h"

int main(void)
{
	volatile int *nowhere = 0;

	print("before\n");
	return *nowhere;
}
