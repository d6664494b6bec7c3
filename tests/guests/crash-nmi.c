/*
 * `crash-nmi`: CPUs call a few traced functions and take NMIs, until CPU 1 (CPU 0 where it is alone) executes an
 * undefined instruction in its first NMI. Whoever waits for that NMI to end must not wait for ever.
 */
#include "tracer.h"

#define TRACED __attribute__((noinline, noipa, section(".text.traced")))

extern u8 vectors[];
u32 crash_cpu = 1;

TRACED u32 sys_first(u32 x)
{
	return x * 3 + 1;
}

TRACED u32 sys_second(u32 x)
{
	return sys_first(x) ^ (x >> 1);
}

TRACED u32 sys_third(u32 x)
{
	return x + 5;
}

TRACED u32 nmi_note(u32 x)
{
	return x ^ 0x5a;
}

NOTRACE void nmi_handler(void)
{
	struct cpu_area *area = this_cpu();
	u32 chosen = READ_ONCE(crash_cpu) < area->cpus ? READ_ONCE(crash_cpu) : 0;

	area->nmis++;
	if (nmi_note(sys_third(nmi_note(area->nmis))) != area->nmis + 5)
		area->nmi_failures += nmi_note(0) != 0x5a;
	if (area->cpu == chosen)
		__asm__ volatile(".global crash_at\ncrash_at:	.word	0xfffd");
}

NOTRACE int guest_main(u32 cpu, u32 cpus)
{
	struct cpu_area *area = area_of(cpu);

	if (!claim_area(cpu, cpus))
		return EXIT_NO_ROOM;
	enable_nmi(vectors);
	do {
		u32 first = sys_first(area->iterations), second = sys_second(area->iterations);

		if (second != (first ^ (area->iterations >> 1)) || sys_third(first) != first + 5)
			return EXIT_WORK;
		area->iterations++;
	} while (keep_going());
	return area->nmi_failures ? EXIT_NMI_WORK : EXIT_PASSED;
}
