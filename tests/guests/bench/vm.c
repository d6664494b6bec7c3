/* A bytecode machine in a switch in a loop: jump tables and branches that are hard to foresee. */
#include "bench.h"

const char bench_name[] = "vm";

enum { PUSH, LOAD, STORE, ADD, SUB, MUL, XOR, LESS, JUMP_IF, JUMP, DUP, DROP, HALT };

/* i = 0; s = 1; do { s = (s * 5 + i) ^ (s - i); i = i + 1; } while (i < n); */
static const u8 program[] = {
	PUSH, 0, STORE, 0, PUSH, 1, STORE, 1,
	LOAD, 1, PUSH, 5, MUL, LOAD, 0, ADD, LOAD, 1, DUP, DROP, LOAD, 0, SUB, XOR, STORE, 1,
	LOAD, 0, PUSH, 1, ADD, STORE, 0,
	LOAD, 0, LOAD, 2, LESS, JUMP_IF, 8,
	JUMP, 44, HALT, HALT, LOAD, 1, HALT,
};

static __attribute__((noinline)) u32 run(const u8 *code, u32 n)
{
	u32 slots[4] = { 0, 0, n, 0 };
	u32 stack[16];
	u32 *top = stack;
	u32 pc = 0;

	for (;;) {
		switch (code[pc++]) {
		case PUSH: *top++ = code[pc++]; break;
		case LOAD: *top++ = slots[code[pc++]]; break;
		case STORE: slots[code[pc++]] = *--top; break;
		case ADD: top--; top[-1] += top[0]; break;
		case SUB: top--; top[-1] -= top[0]; break;
		case MUL: top--; top[-1] *= top[0]; break;
		case XOR: top--; top[-1] ^= top[0]; break;
		case LESS: top--; top[-1] = top[-1] < top[0]; break;
		case JUMP_IF: pc = *--top ? code[pc] : pc + 1; break;
		case JUMP: pc = code[pc]; break;
		case DUP: top[0] = top[-1]; top++; break;
		case DROP: top--; break;
		case HALT: return top[-1];
		}
	}
}

u32 bench(void)
{
	return run(program, 500000);
}
