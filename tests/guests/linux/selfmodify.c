#include "libc.h"

/* Writes instructions and runs them: mov #n,r0; rts; nop. On the stack, on the heap, over what has just run. */
static int run(unsigned short *place, int n)
{
	place[0] = 0xe000 | n;
	place[1] = 0x000b;
	place[2] = 0x0009;
	return ((int (*)(void))place)();
}

int main(void)
{
	unsigned short *page = (unsigned short *)call6(MMAP2, 0, 4096, 7, 0x22, -1, 0);
	int sum = 0;

	for (int i = 0; i < 100; i++)
		sum = sum * 3 + run(page + 3 * (i & 7), i);
	print("sum %d\n", sum);
	return 0;
}
