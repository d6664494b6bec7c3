#include "libc.h"

/* Jump tables, calls through tables, computed goto: a small machine. */
enum { PUSH, ADD, MUL, SUB, DUP, SWAP, JNZ, OUT, HALT };

static int square(int x) { return x * x; }
static int negate(int x) { return -x; }
static int twice(int x) { return 2 * x; }
static int (*const functions[])(int) = { square, negate, twice };

static int dense(int x)
{
	switch (x) {
	case 0: return 7;
	case 1: return 1 << 20;
	case 2: return -3;
	case 3: return 99;
	case 4: return 1234567;
	case 5: return 0;
	case 6: return 11;
	case 9: return 17;
	default: return x;
	}
}

static int run(const int *code)
{
	static void *const labels[] = { &&push, &&add, &&mul, &&sub, &&dup, &&swap, &&jnz, &&out, &&halt };
	int stack[16], *top = stack, x, steps = 0;
	const int *at = code;

#define NEXT do { steps++; goto *labels[*at++]; } while (0)
	NEXT;
push:	*top++ = *at++; NEXT;
add:	top--; top[-1] += *top; NEXT;
mul:	top--; top[-1] *= *top; NEXT;
sub:	top--; top[-1] -= *top; NEXT;
dup:	*top = top[-1]; top++; NEXT;
swap:	x = top[-1], top[-1] = top[-2], top[-2] = x; NEXT;
jnz:	x = *at++; if (*--top) at = code + x; NEXT;
out:	print("%d\n", *--top); NEXT;
halt:	return steps;
}

int main(void)
{
	static const int code[] = {
		PUSH, 1, PUSH, 10, SWAP, PUSH, 3, MUL, SWAP, PUSH, 1, SUB, DUP, JNZ, 4, SWAP, OUT, HALT,
	};
	int sum = 0;

	for (int i = -2; i < 12; i++)
		sum = sum * 3 + dense(i);
	for (int i = 0; i < 30; i++)
		sum += functions[i % 3](i);
	print("%d steps, %d\n", run(code), sum);
	return 0;
}
