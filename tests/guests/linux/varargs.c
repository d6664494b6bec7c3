#include "libc.h"

/* Variable arguments of all sizes, more than the registers hold, structures by value. */
struct pair { int a; double b; };
struct wide { int word[7]; };

static double total(int count, ...)
{
	__builtin_va_list rest;
	double sum = 0;

	__builtin_va_start(rest, count);
	for (int i = 0; i < count; i++)
		switch (i % 4) {
		case 0: sum += __builtin_va_arg(rest, int); break;
		case 1: sum += __builtin_va_arg(rest, double); break;
		case 2: sum += __builtin_va_arg(rest, i64); break;
		default: {
			struct pair p = __builtin_va_arg(rest, struct pair);

			sum += p.a * p.b;
		}
		}
	__builtin_va_end(rest);
	return sum;
}

static struct wide turn(struct wide w, int by)
{
	struct wide r;

	for (int i = 0; i < 7; i++)
		r.word[i] = w.word[(i + by) % 7];
	return r;
}

int main(void)
{
	struct pair p = { 3, 1.5 };
	struct wide w = { { 1, 2, 3, 4, 5, 6, 7 } };

	print("%f\n", total(12, 1, 0.25, (i64)1 << 33, p, -5, 2.5, (i64)-7, p, 100, 1e3, (i64)9, p));
	w = turn(turn(w, 3), 2);
	print("%d%d%d%d%d%d%d\n", w.word[0], w.word[1], w.word[2], w.word[3], w.word[4], w.word[5], w.word[6]);
	print("%d %s %x %c %D %f %u %s\n", -1, "two", 3, '4', (i64)5e12, 6.0, 7u, "eight");
	return 0;
}
