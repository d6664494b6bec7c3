/* Calls and returns. */
#include "bench.h"

const char bench_name[] = "fib";

static __attribute__((noinline, noipa)) u32 fib(u32 n)
{
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

u32 bench(void)
{
	return fib(33);
}
