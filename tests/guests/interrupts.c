/*
 * `interrupts`: every CPU has a timer of its own (channel 0 of its timer unit), which interrupts it. Masked by IMASK it
 * waits; unmasked it comes; the CPU sleeps between ticks and each tick wakes it; with BL set a tick wakes it as well, and
 * is taken when BL is clear. No tick comes before its time.
 */
#include "silosim.h"

#define TICKS 24u
#define PERIOD 500u			/* counts of Pck/4 */
#define INSTRUCTIONS_PER_COUNT 16u
#define PERIOD_TIME (PERIOD * INSTRUCTIONS_PER_COUNT)

#define IPRA (*(volatile u16 *)0xffd00004)
#define TSTR (*(volatile u8 *)0xffd80004)
#define TCOR0 (*(volatile u32 *)0xffd80008)
#define TCNT0 (*(volatile u32 *)0xffd8000c)
#define TCR0 (*(volatile u16 *)0xffd80010)
#define TCR_UNF 0x100u
#define TCR_UNIE 0x20u

#define LEVEL 5u
#define INTEVT_TMU0 0x400u
#define INTEVT_NMI 0x1c0u
#define SR_MD 0x40000000u
#define SR_BL 0x10000000u
#define SR_IMASK(level) ((u32)(level) << 4)

/* A page for each CPU, from _end on. */
struct own {
	u32 ticks;
	u32 started;		/* virtual time */
	u32 early;
	u32 strange;		/* an INTEVT that nobody can have raised */
};

extern u8 _end[];
extern u8 interrupt_vectors[];

static struct own *own(void)
{
	return (struct own *)(_end + host_call(HOST_CPU, 0, 0) * PAGE_BYTES);
}

static inline void set_sr(u32 sr)
{
	__asm__ volatile("ldc	%0,sr" : : "r"(sr) : "memory");
}

static inline void sleep(void)
{
	__asm__ volatile("sleep" : : : "memory");
}

void interrupt_handler(u32 intevt)
{
	struct own *mine = own();

	if (intevt == INTEVT_NMI)
		return;
	if (intevt != INTEVT_TMU0) {
		mine->strange = intevt;
		return;
	}
	mine->ticks++;
	if (host_time() - mine->started < mine->ticks * PERIOD_TIME - INSTRUCTIONS_PER_COUNT)
		mine->early++;
	TCR0 = TCR_UNIE;	/* UNF = 0 */
}

static int count(u32 cpu)
{
	struct own *mine = (struct own *)(_end + cpu * PAGE_BYTES);
	u32 first;

	__asm__ volatile("ldc	%0,vbr" : : "r"(interrupt_vectors));
	if (TCNT0 != 0xffffffff || TCOR0 != 0xffffffff || TCR0 != 0)
		return EXIT_TIMER;
	IPRA = LEVEL << 12;
	TCOR0 = PERIOD - 1;
	TCNT0 = PERIOD - 1;
	TCR0 = TCR_UNIE;
	mine->started = host_time();
	TSTR = 1;

	set_sr(SR_MD | SR_IMASK(LEVEL));
	while ((TCR0 & TCR_UNF) == 0)
		if (TCNT0 >= PERIOD)
			return EXIT_TIMER;
	if (READ_ONCE(mine->ticks) != 0)
		return EXIT_MASKED;
	set_sr(SR_MD | SR_IMASK(LEVEL - 1));
	if (READ_ONCE(mine->ticks) != 1)
		return EXIT_UNMASKED;

	while (READ_ONCE(mine->ticks) < TICKS)
		sleep();

	set_sr(SR_MD | SR_BL);
	first = READ_ONCE(mine->ticks);
	while ((TCR0 & TCR_UNF) == 0)
		sleep();
	if (READ_ONCE(mine->ticks) != first)
		return EXIT_MASKED;
	set_sr(SR_MD);
	if (READ_ONCE(mine->ticks) != first + 1)
		return EXIT_UNMASKED;

	TSTR = 0;
	if (mine->early || mine->strange)
		return EXIT_TIMER;
	return EXIT_PASSED;
}

int guest_main(u32 cpu, u32 cpus)
{
	if ((u32)_end + cpus * PAGE_BYTES > ((u32)__builtin_frame_address(0) & ~4095u))
		return EXIT_NO_ROOM;
	return count(cpu);
}
