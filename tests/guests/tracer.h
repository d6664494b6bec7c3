/*
 * The function tracer and what each CPU has of its own: one page per CPU from `_end` on, found through GBR.
 */
#ifndef TRACER_H
#define TRACER_H

#include "silosim.h"

#define RING_ENTRIES 128u	/* a power of two; with its head the ring fills about half of the CPU's page */

struct ring_entry {
	u32 time;		/* this CPU's virtual time, low 32 bits */
	u32 cpu;
	u32 ip;			/* the call-site word, as in the ELF */
	u32 parent_ip;		/* where the traced function returns to */
};

struct ring {
	u32 written;		/* entries ever written; the newest is at (written - 1) % RING_ENTRIES */
	u32 unused[3];
	struct ring_entry entries[RING_ENTRIES];
};

struct cpu_area {
	u32 cpu;
	u32 cpus;
	u32 nmis;		/* taken by this CPU; written by its NMI handler only */
	u32 nmi_failures;	/* computations in NMIs that went wrong */
	u32 iterations;
	u32 list_moves;		/* done by this CPU under the TAS.B lock */
	u32 pair_moves;		/* done by this CPU under the MOVLI.L/MOVCO.L lock */
	u32 unused[249];
	struct ring ring;	/* at 1 KiB */
};

extern u8 _end[];

static inline struct cpu_area *area_of(u32 cpu)
{
	return (struct cpu_area *)(_end + cpu * PAGE_BYTES);
}

static inline struct cpu_area *this_cpu(void)
{
	struct cpu_area *area;

	__asm__("stc	gbr,%0" : "=r"(area));
	return area;
}

/* Takes possession of this CPU's area and points GBR to it. Returns 0 when the areas reach into the stacks. */
int claim_area(u32 cpu, u32 cpus);

#endif
