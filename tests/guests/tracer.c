#include "tracer.h"

_Static_assert(sizeof(struct cpu_area) <= PAGE_BYTES, "an area is at most a page");
_Static_assert((RING_ENTRIES & (RING_ENTRIES - 1)) == 0, "the ring's index is masked");
_Static_assert(__builtin_offsetof(struct cpu_area, ring) == 1024, "README and host know the ring's place");

/* Where the host finds the rings: the ring of CPU n is at ftrace_ring_base + n * ftrace_ring_stride. */
u8 *ftrace_ring_base = _end + __builtin_offsetof(struct cpu_area, ring);
u32 ftrace_ring_stride = PAGE_BYTES;
u32 ftrace_ring_entries = RING_ENTRIES;

int claim_area(u32 cpu, u32 cpus)
{
	struct cpu_area *area = area_of(cpu);

	if ((u32)area_of(cpus) > ((u32)__builtin_frame_address(0) & ~(PAGE_BYTES - 1)))
		return 0;
	area->cpu = cpu;
	area->cpus = cpus;
	__asm__ volatile("ldc	%0,gbr" : : "r"(area) : "memory");
	return 1;
}

/*
 * The tracer. An NMI may interrupt it anywhere and trace as well: the slot is claimed in one MOVLI.L/MOVCO.L, and
 * nobody but this CPU and its NMI writes this ring.
 */
void function_trace_call(u32 parent_ip, u32 after_ip)
{
	struct cpu_area *area = this_cpu();
	u32 slot = atomic_add_return(&area->ring.written, 1) - 1;
	struct ring_entry *entry = (struct ring_entry *)((u8 *)area->ring.entries + slot % RING_ENTRIES * sizeof(*entry));

	entry->time = host_time();
	entry->cpu = area->cpu;
	entry->ip = after_ip - 4;
	entry->parent_ip = parent_ip;
}
