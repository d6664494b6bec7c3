/*
 * The litmus tests: small programs whose outcomes tell what the memory model allows. One source, an ELF for each test
 * (-DTEST_...), in the manner of litmus7: a batch is an array of instances, each thread goes through all of them, and every
 * instance has words of its own, which begin as 0. Threads meet at the ends of a batch only; in between they wait a little for
 * each other now and then, by loads that promise nothing, so that they are at the same instances at about the same time.
 *
 * Whoever runs it stores what is wanted into the words of `litmus_options` and reads `litmus_counts` when it is over:
 * how many instances had each outcome. An outcome is a number: register k of the test in bits 2k and 2k+1.
 */
#include "silosim.h"

#define MOST_INSTANCES 1024u
#define MOST_THREADS 4u
#define OUTCOMES 256u
#define WORDS_BYTES 0x40000u

/* What the host may store. */
struct options {
	u32 batches;	/* how many */
	u32 instances;	/* in a batch: a power of two, at most MOST_INSTANCES */
	u32 step;	/* bytes from an instance's words to the next one's */
	u32 apart;	/* bytes from x to y; all words lie in WORDS_BYTES */
	u32 seed;	/* of the threads' delays and offsets */
	u32 group;	/* instances after which a thread waits a little for the others: a power of two */
};
struct options litmus_options = { 4, 256, 8, 4, 1, 8 };

/* How often a thread looks for the others: they may have no CPU of the host just now. */
#define LOOKS 50u

u32 litmus_counts[OUTCOMES] __attribute__((aligned(4096)));
u32 litmus_instances;	/* that were counted; an outcome that cannot be written down counts nowhere else */

/* Each line of this is written by one CPU, or by one at a time, and no two share a frame. */
static struct thread {
	u32 arrived;
	u32 at;		/* instances of all batches that it has begun */
	u32 pad[PAGE_BYTES / 4 - 2];
	u8 seen[MOST_INSTANCES];	/* its registers */
	u8 pad_of_seen[PAGE_BYTES - MOST_INSTANCES];
} threads[MOST_THREADS] __attribute__((aligned(4096)));
static struct {
	u32 go;
	u32 stop;
} gate __attribute__((aligned(4096)));
static u8 words[WORDS_BYTES] __attribute__((aligned(4096)));

#define ST(location, value) WRITE_ONCE(*(location), value)
#define LD(location) READ_ONCE(*(location))
#define R(k, value) ((value) << (2 * (k)))

#ifdef SYNCO
#define BARRIER() full_barrier()
#else
#define BARRIER() ((void)0)
#endif

static inline u32 tas(u32 *location)
{
	u32 won;

	__asm__ volatile("tas.b	@%1\n	movt	%0" : "=r"(won) : "r"(location) : "t", "memory");
	return won;
}

/* Adds 1; returns what was there. */
static inline u32 increment(u32 *location)
{
	return atomic_add_return(location, 1) - 1;
}

/* MOVLI.L, a load, MOVCO.L of 2: what the first read in bits 0 and 1, the second in 2 and 3, and whether it was stored. */
static inline u32 conditional(u32 *location)
{
	u32 linked, between, stored;

	__asm__ volatile(
		"	movli.l	@%3,r0\n"
		"	mov	r0,%0\n"
		"	mov.l	@%3,%1\n"
		"	mov	#2,r0\n"
		"	movco.l	r0,@%3\n"
		"	movt	%2"
		: "=&r"(linked), "=&r"(between), "=&r"(stored) : "r"(location) : "r0", "t", "memory");
	return R(0, linked) | R(1, between) | R(2, stored);
}

/* x and y are the words of an instance; a thread returns its registers; FINAL adds words as they are at the end. */
#if defined(TEST_SB)
#define THREADS 2
#define THREAD0 { ST(x, 1); BARRIER(); r = R(0, LD(y)); }
#define THREAD1 { ST(y, 1); BARRIER(); r = R(1, LD(x)); }
#elif defined(TEST_MP)
#define THREADS 2
#define THREAD0 { ST(x, 1); BARRIER(); ST(y, 1); }
#define THREAD1 { r = R(0, LD(y)); BARRIER(); r |= R(1, LD(x)); }
#elif defined(TEST_LB)
#define THREADS 2
#define THREAD0 { r = R(0, LD(x)); BARRIER(); ST(y, 1); }
#define THREAD1 { r = R(1, LD(y)); BARRIER(); ST(x, 1); }
#elif defined(TEST_2_2W)
#define THREADS 2
#define THREAD0 { ST(x, 1); BARRIER(); ST(y, 2); }
#define THREAD1 { ST(y, 1); BARRIER(); ST(x, 2); }
#define FINAL (R(0, LD(x)) | R(1, LD(y)))
#elif defined(TEST_CORR)
#define THREADS 2
#define THREAD0 { ST(x, 1); BARRIER(); ST(x, 2); }
#define THREAD1 { r = R(0, LD(x)); BARRIER(); r |= R(1, LD(x)); }
#elif defined(TEST_IRIW)
#define THREADS 4
#define THREAD0 { ST(x, 1); }
#define THREAD1 { ST(y, 1); }
#define THREAD2 { r = R(0, LD(x)); BARRIER(); r |= R(1, LD(y)); }
#define THREAD3 { r = R(2, LD(y)); BARRIER(); r |= R(3, LD(x)); }
#elif defined(TEST_TAS)
#define THREADS 2
#define THREAD0 { r = R(0, tas(x)); }
#define THREAD1 { r = R(1, tas(x)); }
#elif defined(TEST_TAS_NEIGHBOUR)
#define THREADS 2
#define THREAD0 { r = R(0, tas(x)); }
#define THREAD1 { ST((u8 *)x + 1, 1); }
#define FINAL (R(1, (u32)LD((u8 *)x) >> 7) | R(2, (u32)LD((u8 *)x + 1)))
#elif defined(TEST_MOVCO)
#define THREADS 2
#define THREAD0 { r = R(0, increment(x)); }
#define THREAD1 { r = R(1, increment(x)); }
#define FINAL R(2, LD(x))
#elif defined(TEST_MOVCO_ABA)
#define THREADS 2
#define THREAD0 { r = conditional(x); }
#define THREAD1 { ST(x, 1); ST(x, 0); }
#else
#error "which test?"
#endif
#ifndef THREAD2
#define THREAD2 {}
#define THREAD3 {}
#endif
#ifndef FINAL
#define FINAL 0
#endif

static u32 xorshift(u32 value)
{
	value ^= value << 13;
	value ^= value >> 17;
	return value ^ (value << 5);
}

#define INSTANCES(THREAD)								\
	for (u32 i = 0; i < options->instances; i++) {					\
		if (!(i & (options->group - 1)))					\
			wait_a_little(cpu, begun + i);					\
		u32 at = (i + offset) & (options->instances - 1), r = 0;		\
		u32 *x = (u32 *)(words + at * options->step);				\
		u32 *y = (u32 *)((u8 *)x + options->apart);				\
		(void)y;								\
		THREAD									\
		seen[at] = (u8)r;							\
	}

static void wait_a_little(u32 cpu, u32 at)
{
	WRITE_ONCE(threads[cpu].at, at);
	for (u32 other = 0, looks = LOOKS; other < THREADS; other++)
		while (looks != 0 && (int)(READ_ONCE(threads[other].at) - at) < 0)
			looks--;
}

static void batch(u32 cpu, const struct options *options, u32 begun, u32 offset)
{
	u8 *seen = threads[cpu].seen;

	switch (cpu) {
	case 0:
		INSTANCES(THREAD0);
		break;
	case 1:
		INSTANCES(THREAD1);
		break;
	case 2:
		INSTANCES(THREAD2);
		break;
	default:
		INSTANCES(THREAD3);
		break;
	}
}

static void count(const struct options *options)
{
	for (u32 i = 0; i < options->instances; i++) {
		u32 *x = (u32 *)(words + i * options->step);
		u32 *y = (u32 *)((u8 *)x + options->apart);
		u32 outcome;

		(void)y;
		outcome = FINAL;

		for (u32 thread = 0; thread < THREADS; thread++)
			outcome |= threads[thread].seen[i];
		litmus_counts[outcome & (OUTCOMES - 1)]++;
		litmus_instances++;
	}
}

/* One thread clears x and another one y: so their frames are where these are, when the batch begins. */
static void clear(u32 cpu, u32 batch, const struct options *options)
{
	for (u32 i = 0; i < options->instances; i++) {
		u32 *x = (u32 *)(words + i * options->step);
		u32 *y = (u32 *)((u8 *)x + options->apart);

		if (cpu == batch % THREADS)
			WRITE_ONCE(*x, 0);
		if (cpu == (batch + 1) % THREADS)
			WRITE_ONCE(*y, 0);
	}
}

/* All arrive, one of them counts what the last batch has left, all go on: each batch begins and ends with a meeting. */
static int meet(u32 cpu, u32 meeting, const struct options *options)
{
	full_barrier();
	if (cpu != meeting % THREADS) {
		WRITE_ONCE(threads[cpu].arrived, meeting);
		wait_until(&gate.go, meeting);
		return !READ_ONCE(gate.stop);
	}
	for (u32 other = 0; other < THREADS; other++)
		if (other != cpu)
			wait_until(&threads[other].arrived, meeting);
	if (meeting % 2 == 0) {
		count(options);
		gate.stop = meeting / 2 >= options->batches || !keep_going();
	}
	full_barrier();
	WRITE_ONCE(gate.go, meeting);
	return !gate.stop;
}

int guest_main(u32 cpu, u32 cpus)
{
	const struct options options = litmus_options;
	u32 chance = options.seed * 2654435761u + (cpu + 1) * 40503u;

	if (cpus < THREADS)
		return EXIT_CPUS;
	if (cpu >= THREADS)
		return EXIT_PASSED;
	for (u32 meeting = 1; ; meeting += 2) {
		u32 number = meeting / 2;

		clear(cpu, number, &options);
		meet(cpu, meeting, &options);
		chance = xorshift(chance | 1);
		for (u32 turns = (chance >> 8) & 63; turns != 0; turns--)
			__asm__ volatile("nop");
		batch(cpu, &options, number * options.instances,
			(chance >> 16) & (options.group < options.instances ? number & 3 : options.instances - 1));
		if (!meet(cpu, meeting + 1, &options))
			return EXIT_PASSED;
	}
}
