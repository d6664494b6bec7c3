#include "libc.h"

/* Recurses until the stack ends. */
static volatile int depth;

static int dive(int n)
{
	volatile int room[100];

	room[n % 100] = n;
	depth++;
	return dive(n + 1) + room[n % 100];
}

int main(void)
{
	print("before\n");
	return dive(0);
}
