#include "functions.h"

/* Names: `leaf_00` where traced, `plain_leaf_00` where compiled with PLAIN. */
#ifdef PLAIN
#define NAME(name, n) plain_##name##_##n
#define TABLE(name) plain_##name
#else
#define NAME(name, n) name##_##n
#define TABLE(name) name
#endif

/* Every function is called, none is inlined or cloned; `noipa` also keeps the compiler from knowing its callees. */
#ifdef PLAIN
#define WORK __attribute__((noinline, noipa))
#else
#define WORK __attribute__((noinline, noipa, section(".text.traced")))
#endif
#define NUMBER(n) (1##n - 100)
#define ODD(n, salt) ((2654435761u * (NUMBER(n) + (salt))) | 1u)

#define TEN(M, t) M(t##0) M(t##1) M(t##2) M(t##3) M(t##4) M(t##5) M(t##6) M(t##7) M(t##8) M(t##9)
#define FIRST_12(M) TEN(M, 0) M(10) M(11)
#define FIRST_16(M) FIRST_12(M) M(12) M(13) M(14) M(15)
#define FIRST_24(M) TEN(M, 0) TEN(M, 1) M(20) M(21) M(22) M(23)
#define FIRST_32(M) TEN(M, 0) TEN(M, 1) TEN(M, 2) M(30) M(31)
#define FIRST_64(M) TEN(M, 0) TEN(M, 1) TEN(M, 2) TEN(M, 3) TEN(M, 4) TEN(M, 5) M(60) M(61) M(62) M(63)

/* 1. Leaves: no frame at all. */
#define LEAF(n)									\
WORK u32 NAME(leaf, n)(u32 x)							\
{										\
	return ((x << (NUMBER(n) % 7 + 1)) ^ (x >> (NUMBER(n) % 5 + 2))) + NUMBER(n);	\
}
FIRST_64(LEAF)

#define LEAF_ENTRY(n) NAME(leaf, n),
const work TABLE(leaf_functions)[LEAF_COUNT] = { FIRST_64(LEAF_ENTRY) };

/* 2. Locals and spills: an array on the stack and more values than registers. */
#define LOCAL(n)								\
WORK u32 NAME(local, n)(u32 x)							\
{										\
	volatile u32 slot[4];							\
	u32 a = x ^ ODD(n, 1), b = x + ODD(n, 2), c = x * 3, d = x >> 3, e = a ^ b, f = c + d, g = a + c, h = b ^ d;	\
										\
	slot[x & 3] = a;							\
	slot[(x + 1) & 3] = b;							\
	slot[(x + 2) & 3] = c;							\
	slot[(x + 3) & 3] = d;							\
	return slot[NUMBER(n) & 3] + (e ^ (f << 1)) + (g ^ (h << 2)) + slot[(NUMBER(n) + 1) & 3] * 5;	\
}
FIRST_24(LOCAL)

/* 3. Recursion, at most four deep: the frame of one site several times on one stack. */
#define RECURSE(n)								\
WORK u32 NAME(recurse, n)(u32 x, u32 depth)					\
{										\
	u32 below;								\
										\
	if (depth == 0)								\
		return x + NUMBER(n);						\
	below = NAME(recurse, n)(x ^ (x >> (NUMBER(n) % 9 + 1)), depth - 1);	\
	return below * 5 + x + depth;						\
}
FIRST_16(RECURSE)

/* 4. Calls through pointers: the callee depends on the data. */
#define POINTER(n)								\
WORK u32 NAME(pointer, n)(u32 x)						\
{										\
	const work *table = TABLE(leaf_functions);				\
										\
	x = table[(x + NUMBER(n)) % LEAF_COUNT](x);				\
	return table[(x ^ (NUMBER(n) * 3)) % LEAF_COUNT](x) + 1;		\
}
FIRST_16(POINTER)

/* 5. Tail positions: the callee returns to the caller's caller. */
#define TAIL(n)									\
WORK u32 NAME(tail, n)(u32 x)							\
{										\
	if (x & 1)								\
		return NAME(leaf, n)(x + ODD(n, 3));				\
	return NAME(local, n)(x ^ NUMBER(n));					\
}
FIRST_24(TAIL)

/* 6. Many arguments: four in registers, four on the stack above what the stub pushes. */
#define MANY(n)									\
WORK u32 NAME(many, n)(u32 a, u32 b, u32 c, u32 d, u32 e, u32 f, u32 g, u32 h)	\
{										\
	return (a + (b << 1)) ^ (c + (d << 2)) ^ (e + (f << 3)) ^ (g + (h << 4)) ^ ODD(n, 4);	\
}
FIRST_16(MANY)

/* 7. Switches by jump table. */
#define CHOICE(n)								\
WORK u32 NAME(choice, n)(u32 x)							\
{										\
	switch (x & 15) {							\
	case 0: return x + NUMBER(n);						\
	case 1: return x ^ 0x55;						\
	case 2: return NAME(leaf, n)(x);					\
	case 3: return x << 3;							\
	case 4: return x >> 5;							\
	case 5: return NAME(local, n)(x >> 4);					\
	case 6: return x * 9;							\
	case 7: return ~x;							\
	case 8: return x - 77;							\
	case 9: return x | 0x100;						\
	case 10: return x & 0xffff;						\
	case 11: return (x << 16) | (x >> 16);					\
	default: return x + (x >> 7);						\
	}									\
}
FIRST_16(CHOICE)

/* 8. Structures as results: r2 points to where the caller wants them. */
struct triple {
	u32 first, second, third;
};
#define TRIPLE(n)								\
WORK struct triple NAME(triple, n)(u32 x, u32 y)				\
{										\
	struct triple result = { x + y, x ^ ODD(n, 5), y - NUMBER(n) };		\
										\
	return result;								\
}
FIRST_12(TRIPLE)

/* 9. 64 bits: carries and DMULU.L. */
#define WIDE(n)									\
WORK u64 NAME(wide, n)(u32 x, u64 y)						\
{										\
	return (u64)x * ODD(n, 6) + y + ((u64)NUMBER(n) << 33);			\
}
FIRST_12(WIDE)

/* 10. Loops over bytes and words in memory. */
#define LOOP(n)									\
WORK u32 NAME(loop, n)(u32 x)							\
{										\
	volatile u8 byte[8];							\
	volatile u16 half[4];							\
	u32 sum = NUMBER(n);							\
										\
	for (u32 i = 0; i < 8; i++)						\
		byte[i] = (u8)(x >> i);						\
	for (u32 i = 0; i < 4; i++)						\
		half[i] = (u16)(byte[i] | (byte[7 - i] << 8));			\
	for (u32 i = 0; i < 4; i++)						\
		sum = checksum(sum, (u32)(int)(short)half[i]);			\
	return sum;								\
}
FIRST_12(LOOP)

/*
 * The roots. Each calls functions of every shape; their numbers wrap so that all of them are called by some root.
 * A macro pastes names, so the wrapped numbers are written out.
 */
#define ROOT(n, n24, n16, m16, n12)						\
WORK u32 NAME(sys, n)(u32 x)							\
{										\
	struct triple t = NAME(triple, n12)(x, x >> 3);				\
	u32 sum = checksum(NAME(tail, n24)(t.first), NAME(local, n24)(t.second));	\
										\
	sum = checksum(sum, NAME(recurse, n16)(t.third, x & 3));		\
	sum = checksum(sum, NAME(pointer, n16)(sum));				\
	sum = checksum(sum, NAME(many, m16)(x, sum, t.first, 4, t.second, 6, t.third, sum >> 8));	\
	sum = checksum(sum, NAME(choice, m16)(sum >> 3));			\
	if (NUMBER(n) & 1) {							\
		u64 wide = NAME(wide, n12)(sum, x);				\
										\
		sum = checksum(sum, (u32)wide ^ (u32)(wide >> 32));		\
	} else {								\
		sum = checksum(sum, NAME(loop, n12)(sum));			\
	}									\
	return checksum(sum, NAME(leaf, n)(sum));				\
}
ROOT(00, 00, 00, 08, 00) ROOT(01, 01, 01, 09, 00) ROOT(02, 02, 02, 10, 01) ROOT(03, 03, 03, 11, 01)
ROOT(04, 04, 04, 12, 02) ROOT(05, 05, 05, 13, 02) ROOT(06, 06, 06, 14, 03) ROOT(07, 07, 07, 15, 03)
ROOT(08, 08, 08, 00, 04) ROOT(09, 09, 09, 01, 04) ROOT(10, 10, 10, 02, 05) ROOT(11, 11, 11, 03, 05)
ROOT(12, 12, 12, 04, 06) ROOT(13, 13, 13, 05, 06) ROOT(14, 14, 14, 06, 07) ROOT(15, 15, 15, 07, 07)
ROOT(16, 16, 00, 08, 08) ROOT(17, 17, 01, 09, 08) ROOT(18, 18, 02, 10, 09) ROOT(19, 19, 03, 11, 09)
ROOT(20, 20, 04, 12, 10) ROOT(21, 21, 05, 13, 10) ROOT(22, 22, 06, 14, 11) ROOT(23, 23, 07, 15, 11)
ROOT(24, 00, 08, 00, 00) ROOT(25, 01, 09, 01, 01) ROOT(26, 02, 10, 02, 02) ROOT(27, 03, 11, 03, 03)
ROOT(28, 04, 12, 04, 04) ROOT(29, 05, 13, 05, 05) ROOT(30, 06, 14, 06, 06) ROOT(31, 07, 15, 07, 07)

#define ROOT_ENTRY(n) NAME(sys, n),
const work TABLE(root_functions)[ROOT_COUNT] = { FIRST_32(ROOT_ENTRY) };

#ifdef KNOWN_ANSWER
/* Built by the host's compiler: an answer that owes nothing to the guest's. */
#include <stdio.h>

int main(void)
{
	u32 sum = WORK_SEED;

	for (u32 i = 0; i < ROOT_COUNT; i++)
		sum = checksum(sum, TABLE(root_functions)[i](checksum(sum, i)));
	printf("0x%08x\n", sum);
	return sum != WORK_KNOWN_ANSWER;
}
#endif
