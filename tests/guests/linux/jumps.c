#include "libc.h"

/* Leaving many frames at once, and coming back with a value. */
static long place[9];
static volatile int depth;

static void dive(int n)
{
	volatile char room[64];

	room[n & 63] = n;
	depth = n;
	if (n == 40)
		resume(place, room[n & 63] + 2);
	dive(n + 1);
	print("never %d\n", room[0]);
}

int main(void)
{
	volatile int rounds = 0;
	int value = save(place);

	print("value %d depth %d round %d\n", value, depth, rounds);
	if (rounds++ < 3)
		dive(rounds);
	return value;
}
