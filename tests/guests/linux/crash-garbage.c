#include "libc.h"

/* Runs what is no instruction. */
static const unsigned short garbage[] __attribute__((aligned(4))) = { 0x0000, 0xffff, 0xdead, 0xbeef };

int main(void)
{
	print("before\n");
	((void (*)(void))garbage)();
	return 0;
}
