/* `hang`: one CPU never asks and never finishes, the others exit when keep-going says 0. */
#include "silosim.h"

/* Which CPU hangs; CPU 0 where there is none of that number. A host may store another number here. */
u32 hang_cpu = 1;

__attribute__((noinline)) static void hang_here(void)
{
	for (;;)
		pause_a_little();
}

int guest_main(u32 cpu, u32 cpus)
{
	if (cpu == (READ_ONCE(hang_cpu) < cpus ? READ_ONCE(hang_cpu) : 0))
		hang_here();
	while (keep_going())
		for (u32 i = 0; i < 16; i++)
			pause_a_little();
	return EXIT_PASSED;
}
