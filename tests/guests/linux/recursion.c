#include "libc.h"

/* Ackermann, Fibonacci, permutations, towers: the stack goes up and down. */
static int ackermann(int m, int n)
{
	return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static int fib(int n)
{
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static int permutations(char *text, int from, int to, unsigned *hash)
{
	int count = 0;

	if (from == to) {
		for (int i = 0; i <= to; i++)
			*hash = *hash * 33 + text[i];
		return 1;
	}
	for (int i = from; i <= to; i++) {
		char c = text[from];

		text[from] = text[i], text[i] = c;
		count += permutations(text, from + 1, to, hash);
		c = text[from], text[from] = text[i], text[i] = c;
	}
	return count;
}

static int towers(int n, int from, int to)
{
	return n == 0 ? 0 : towers(n - 1, from, 6 - from - to) + 1 + towers(n - 1, 6 - from - to, to);
}

int main(void)
{
	char text[] = "sh4linux";
	unsigned hash = 5381;
	int count = permutations(text, 0, 6, &hash);

	print("ackermann %d fib %d towers %d\n", ackermann(2, 9), fib(20), towers(12, 1, 3));
	print("%d permutations, hash %x\n", count, hash);
	return 3;
}
