/*
 * The work of `trace`: 244 functions of ten shapes in a call graph. The same text is compiled three times: with
 * `-pg` as it is named here, without as `plain_...` to compare with, and by the host's compiler for the known answer.
 */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define LEAF_COUNT 64u
#define NMI_LEAVES 5	/* Read twice in one NMI. */
#define ROOT_COUNT 32u

/* What the checksum of all roots, each with its number as argument, must be (WORK_SEED: where it begins). */
#define WORK_SEED 0x51105140u
#define WORK_KNOWN_ANSWER 0x113ebc98u

typedef u32 (*work)(u32 value);

extern const work leaf_functions[LEAF_COUNT];
extern const work root_functions[ROOT_COUNT];
extern const work plain_leaf_functions[LEAF_COUNT];
extern const work plain_root_functions[ROOT_COUNT];

/* One step of a checksum: order matters, nothing cancels out. */
static inline __attribute__((no_instrument_function, always_inline)) u32 checksum(u32 sum, u32 value)
{
	return ((sum << 7) | (sum >> 25)) ^ (value + 0x9e3779b9u);
}

#endif
