#include "libc.h"

/* 64-bit arithmetic: all operators, shifts by all distances. */
static volatile u64 seed = 0x123456789abcdefull;

static u64 next(void)
{
	return seed = seed * 6364136223846793005ull + 1442695040888963407ull;
}

int main(void)
{
	u64 sum = 0;

	for (int i = 0; i < 1000; i++) {
		u64 a = next(), b = next() >> (i & 47) | 1;
		i64 s = (i64)a, t = (i64)b;
		int by = i & 63;

		sum = sum * 31 + (a + b) + (a - b) + a * b + a / b + a % b;
		sum += s / (t | 2) + s % (t | 2);
		sum ^= (a << by) + (a >> by) + (u64)(s >> by);
		sum += (a < b) + 2 * (s < t) + 4 * (a == b) + __builtin_popcountll(a) + __builtin_clzll(a);
	}
	print("%X %D\n", sum, (i64)sum);
	print("%D %X\n", (i64)-1 / 3, ~0ull / 10);
	return 0;
}
