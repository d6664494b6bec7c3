#include "libc.h"

/* Series, roots, conversions and comparisons in double precision. */
static double root(double x)
{
	double y = x / 2 + 0.5;

	for (int i = 0; i < 30; i++)
		y = (y + x / y) / 2;
	return y;
}

static void bits(const char *name, double value)
{
	u64 word;

	memcpy(&word, &value, sizeof word);
	print("%s %f %X\n", name, value, word);
}

int main(void)
{
	volatile double zero = 0, one = 1, big = 1e300;
	double e = 1, term = 1, pi = 0;

	for (int i = 1; i < 25; i++)
		e += term /= i;
	for (int i = 0; i < 5000; i++)
		pi += (i & 1 ? -4.0 : 4.0) / (2 * i + 1);
	bits("e", e);
	bits("pi", pi);
	bits("root", root(2));
	bits("root", __builtin_sqrt(2 * one));
	bits("third", one / 3);
	print("%d %d %d\n", (int)(-2.9 * one), (int)(1e9 * one), (int)(big > 1e299));
	print("%D %X\n", (i64)(-1e15 * one), (u64)(1e15 * one));
	print("inf %d nan %d %d\n", one / zero > big, zero / zero == zero / zero, zero / zero < one);
	bits("float", (float)(one / 3));
	return 0;
}
