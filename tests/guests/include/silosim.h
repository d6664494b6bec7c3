/*
 * What a bare guest of SiloSim may rely on: host calls, atomics, locks.
 *
 * Entry, on every CPU, at `_start` with r4 = CPU number, r5 = CPU count, r15 = top of this CPU's own stack and
 * SR = 0x700000f0 (privileged, bank 1, BL set). `start.S` changes to bank 0, leaves BL set and calls
 * `guest_main(cpu, cpus)`; what that returns is the CPU's exit code.
 */
#ifndef SILOSIM_H
#define SILOSIM_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define NOTRACE __attribute__((no_instrument_function))
#define PAGE_BYTES 4096u

/* Exit codes. Every guest uses them in this sense; 0 is the only good one. */
enum exit_code {
	EXIT_PASSED = 0,
	EXIT_NO_ROOM = 2,	/* the areas of all CPUs do not fit below the stacks */
	EXIT_WORK = 3,		/* a computed value differs from the known or the plain one */
	EXIT_NMI_WORK = 4,	/* the same, inside an NMI handler */
	EXIT_TAS_LIST = 5,	/* the list under the TAS.B lock is broken */
	EXIT_LINK_PAIRS = 6,	/* the pairs under the MOVLI.L/MOVCO.L lock are broken */
	EXIT_TOTALS = 7,	/* the sum over all CPUs differs from what the shared structures hold */
	EXIT_RING = 8,		/* this CPU's trace ring holds what no traced call can have written */
	EXIT_PRIVATE_TEXT = 10,	/* selfmodify: stale text in a CPU's own page, after the cache operations */
	EXIT_PRIVATE_PLAIN = 11,	/* the same without cache operations */
	EXIT_NEXT_TEXT = 12,	/* the instruction after a store executed as it was before the store */
	EXIT_SHARED_TEXT = 13,	/* stale text that another CPU wrote, after the cache operations */
	EXIT_SHARED_PLAIN = 14,	/* the same without cache operations */
	EXIT_TIMER = 20,	/* interrupts: the timer counts wrong, or its interrupt came too early or as another */
	EXIT_MASKED = 21,	/* an interrupt was taken that IMASK or BL masks */
	EXIT_UNMASKED = 22,	/* an interrupt was not taken although nothing masks it any longer */
	EXIT_MAPPED_WORK = 30,	/* mmu: what was written through the TLB is not where it belongs */
	EXIT_TLB_MISSES = 31,	/* fewer TLB misses than pages */
	EXIT_FIRST_WRITES = 32,	/* first writes that were not raised, or more than once a page */
	EXIT_CPUS = 40,		/* explore/: the guest is for two CPUs */
	EXIT_COUNTER = 41,	/* explore/: the counter has lost an increment */
	EXIT_BOTH_IN = 42,	/* explore/: both CPUs are where at most one may be */
	EXIT_CHANGED = 43,	/* explore/: the site changed under an NMI */
	EXIT_OLD = 44,		/* explore/: the site does not hold its new content at the end */
};

/* Host calls: `trapa #0x3c`, function in r3, arguments from r4 on, result in r0. */
enum host_function {
	HOST_EXIT = 0,		/* (code): this CPU is done; does not return */
	HOST_WRITE = 1,		/* (buffer, bytes) -> bytes taken, at most 64 KiB */
	HOST_READ = 2,		/* (buffer, bytes) -> bytes given, 0 at the end of the input */
	HOST_CPU = 3,		/* () -> number of this CPU */
	HOST_CPUS = 4,		/* () -> how many CPUs there are */
	HOST_TIME = 5,		/* () -> low 32 bits of this CPU's virtual time */
	HOST_KEEP_GOING = 6,	/* () -> 1 while the run still has work for this guest, then 0 */
	HOST_EXCEPTION = 7,	/* (): the exception in SPC and EXPEVT was not handled; does not return */
};

static inline u32 host_call(enum host_function function, u32 first, u32 second)
{
	register u32 result __asm__("r0");
	register u32 r3 __asm__("r3") = function;
	register u32 r4 __asm__("r4") = first;
	register u32 r5 __asm__("r5") = second;

	__asm__ volatile("trapa	#0x3c" : "=r"(result) : "r"(r3), "r"(r4), "r"(r5) : "memory");
	return result;
}

static inline u32 host_write(const void *buffer, u32 bytes)
{
	return host_call(HOST_WRITE, (u32)buffer, bytes);
}

static inline u32 host_time(void)
{
	return host_call(HOST_TIME, 0, 0);
}

static inline int keep_going(void)
{
	return host_call(HOST_KEEP_GOING, 0, 0) != 0;
}

/* Sets VBR and clears SR.BL: NMIs come from here on. In start.S. */
void enable_nmi(const void *vectors);

static inline void full_barrier(void)
{
	__asm__ volatile("synco" : : : "memory");
}

/* One aligned access each, which the compiler neither splits, repeats nor drops. */
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value) (*(volatile __typeof__(x) *)&(x) = (value))

/* Adds and returns the new value. An NMI between MOVLI.L and MOVCO.L takes the link away: the loop goes round. */
static inline u32 atomic_add_return(u32 *word, u32 amount)
{
	u32 result;

	__asm__ volatile(
		"1:	movli.l	@%2,r0\n"
		"	add	%1,r0\n"
		"	mov	r0,%0\n"
		"	movco.l	r0,@%2\n"
		"	bf	1b"
		: "=&r"(result) : "r"(amount), "r"(word) : "r0", "t", "memory");
	return result;
}

/* Waits a little without touching memory, so that a spinning CPU leaves the word that it waits for alone. */
static inline void pause_a_little(void)
{
	u32 turns = 16;

	__asm__ volatile("1:	dt	%0\n	bf	1b" : "+r"(turns) : : "t");
}

/* Locks. Unfair, tried first by a plain read: a waiting CPU needs no exclusive copy of the frame. */
static inline int tas_try(u8 *lock)
{
	u32 taken;

	if (READ_ONCE(*lock))
		return 0;
	__asm__ volatile("tas.b	@%1\n	movt	%0" : "=r"(taken) : "r"(lock) : "t", "memory");
	full_barrier();
	return (int)taken;
}

static inline void tas_unlock(u8 *lock)
{
	full_barrier();
	WRITE_ONCE(*lock, 0);
}

static inline int link_try(u32 *lock)
{
	u32 taken;

	if (READ_ONCE(*lock))
		return 0;
	__asm__ volatile(
		"1:	movli.l	@%1,r0\n"
		"	tst	r0,r0\n"
		"	bf/s	2f\n"
		"	mov	#0,%0\n"
		"	mov	#1,r0\n"
		"	movco.l	r0,@%1\n"
		"	bf	1b\n"
		"	mov	#1,%0\n"
		"2:"
		: "=&r"(taken) : "r"(lock) : "r0", "t", "memory");
	full_barrier();
	return (int)taken;
}

static inline void link_unlock(u32 *lock)
{
	full_barrier();
	WRITE_ONCE(*lock, 0);
}

/* Tries a lock so often, then gives up: nobody may assume that an unfair lock is ever won. */
#define TRY_FOR(attempts, attempt) __extension__({				\
	int won_ = 0;								\
	for (u32 left_ = (attempts); left_ != 0 && !(won_ = (attempt)); left_--)	\
		pause_a_little();						\
	won_;									\
})

/* Waits until a word has a value that another CPU stores. */
static inline void wait_until(u32 *word, u32 value)
{
	while (READ_ONCE(*word) != value)
		pause_a_little();
	full_barrier();
}

#endif
