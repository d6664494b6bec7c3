/*
 * `crash-illegal`, `crash-unaligned`, `crash-nowhere`: one CPU crashes, the others go on until keep-going says 0.
 * There are no vectors and SR.BL stays set, so nothing of the guest can handle it: the host names the crash.
 */
#include "silosim.h"

/* Which CPU crashes; CPU 0 where there is none of that number. A host may store another number here. */
u32 crash_cpu = 1;

void crash_here(void);	/* in crash-here.S: its first instruction crashes */

int guest_main(u32 cpu, u32 cpus)
{
	u32 chosen = READ_ONCE(crash_cpu) < cpus ? READ_ONCE(crash_cpu) : 0;

	for (u32 turns = 0; keep_going(); turns++) {
		if (cpu == chosen && turns == 8)
			crash_here();
		for (u32 i = 0; i < 16; i++)
			pause_a_little();
	}
	if (cpu == chosen)
		crash_here();
	return EXIT_PASSED;
}
