/*
 * `lock`: all CPUs take one TAS.B lock over and over, until the run has no more work. The word of the lock remembers who took it
 * last: that another CPU did is a hand-over. Each CPU counts for itself, and under the lock in a word that all share, if it is
 * asked to; at the end the one must be the sum of the others.
 *
 * Whoever runs it may store other numbers into `lock_options`, and read `lock_counts` while it runs.
 */
#include "silosim.h"

#define MOST_CPUS 64u
#define TRIES_PER_QUESTION 256u

/* What the host may store. */
struct options {
	u32 loads_first;	/* 1: a CPU tries when a load has found the lock free. 0: every attempt is a TAS.B */
	u32 counts;	/* 1: under the lock a word is counted up. It is in the lock's frame */
	u32 rest;		/* how long a CPU leaves the lock alone when it has given it back: pauses */
};
struct options lock_options = { 1, 1, 0 };

/* Of each CPU, in a frame of its own. */
struct counts {
	u32 taken;
	u32 handovers;
	u8 pad[PAGE_BYTES - 8];
};
struct counts lock_counts[MOST_CPUS] __attribute__((aligned(4096)));

static struct {
	u32 word;	/* the lock in its first byte, who took it last in its last */
	u32 taken;
	u32 sum;
	u32 ended;	/* CPUs */
} shared __attribute__((aligned(4096)));

static inline int tas_alone(u8 *lock)
{
	u32 taken;

	__asm__ volatile("tas.b	@%1\n	movt	%0" : "=r"(taken) : "r"(lock) : "t", "memory");
	full_barrier();
	return (int)taken;
}

static int try_to_take(void)
{
	u8 *lock = (u8 *)&shared.word;

	return lock_options.loads_first ? tas_try(lock) : tas_alone(lock);
}

static void give_back(u32 cpu)
{
	full_barrier();
	WRITE_ONCE(shared.word, cpu << 24);
	for (u32 left = lock_options.rest; left != 0; left--)
		pause_a_little();
}

int guest_main(u32 cpu, u32 cpus)
{
	struct counts *mine = &lock_counts[cpu];
	int passed;

	if (cpus > MOST_CPUS)
		return EXIT_NO_ROOM;
	do {
		if (!TRY_FOR(TRIES_PER_QUESTION, try_to_take()))
			continue;
		mine->taken++;
		mine->handovers += READ_ONCE(shared.word) >> 24 != cpu;
		if (lock_options.counts)
			shared.taken++;
		give_back(cpu);
	} while (keep_going());

	while (!try_to_take())
		pause_a_little();
	shared.sum += mine->taken;
	passed = ++shared.ended != cpus || !lock_options.counts || shared.sum == shared.taken;
	give_back(cpu);
	return passed ? EXIT_PASSED : EXIT_TOTALS;
}
