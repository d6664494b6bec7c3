/*
 * `selfmodify`: text that is written while it is in use must execute as written: in a CPU's own page, right behind
 * the store, and in a page that all CPUs execute and CPU 0 writes; first with the cache operations that the manual
 * asks for, then without. Without them it holds on a machine with coherent instruction caches only: where they are
 * modelled (`--icache modelled`) the exit code is EXIT_PRIVATE_PLAIN, which says that with them it held.
 */
#include "silosim.h"

#define ROUNDS 6u
#define MOV_IMMEDIATE_R0 0xe000u	/* mov #imm,r0 */
#define RTS 0x000bu
#define NOP 0x0009u
#define MOV_WORD_TO_R4 0x2451u		/* mov.w r5,@r4 */
#define CCR (*(volatile u32 *)0xff00001c)
#define CCR_IBE 0x01000000u

typedef u32 (*text)(u16 *where, u32 opcode);

extern u8 _end[];

static u16 shared_text[16] __attribute__((section(".bss.shared"), aligned(4096)));
static u32 arrived[2 * ROUNDS + 2] __attribute__((section(".bss.shared"), aligned(4096)));

/* The manual's order for text that was written: write back, wait, drop the instruction line. */
static void publish(const void *line)
{
	register const void *r0 __asm__("r0") = line;

	__asm__ volatile("ocbwb	@%0\n	synco\n	icbi	@%0\n	synco" : : "r"(r0) : "memory");
}

/* Everybody waits for everybody; each use has a counter of its own, so none is ever reset. */
static void meet(u32 *counter, u32 cpus)
{
	full_barrier();
	atomic_add_return(counter, 1);
	wait_until(counter, cpus);
}

static void write_return_of(volatile u16 *code, u32 value)
{
	code[0] = (u16)(MOV_IMMEDIATE_R0 | value);
	code[1] = RTS;
	code[2] = NOP;
}

static int own_text(u16 *page, u32 cpu, int with_cache_operations)
{
	for (u32 round = 0; round < 32; round++) {
		u32 value = (round * 3 + cpu) & 0x7f;

		write_return_of(page, value);
		if (with_cache_operations)
			publish(page);
		else
			__asm__ volatile("" : : : "memory");
		if (((text)page)(0, 0) != value)
			return 0;
	}
	return 1;
}

/* mov.w r5,@r4 with r4 = the instruction behind it. */
static int next_text(volatile u16 *page)
{
	for (u32 value = 1; value < 32; value++) {
		page[0] = MOV_WORD_TO_R4;
		page[1] = MOV_IMMEDIATE_R0;
		page[2] = RTS;
		page[3] = NOP;
		if (((text)page)((u16 *)&page[1], MOV_IMMEDIATE_R0 | value) != value)
			return 0;
	}
	return 1;
}

static int text_of_another(u32 cpu, u32 cpus, u32 *counter, u32 value, int with_cache_operations)
{
	u32 seen;

	if (cpu == 0) {
		write_return_of(shared_text, value);
		if (with_cache_operations)
			publish(shared_text);
	}
	meet(&counter[0], cpus);
	seen = ((text)shared_text)(0, 0);
	meet(&counter[1], cpus);
	return seen == value;
}

/* A CPU that has found something goes on to all meetings: the others wait for it there. */
static int shared_rounds(u32 cpu, u32 cpus, u32 first, u32 end, int with_cache_operations)
{
	int passed = 1;

	for (u32 round = first; round < end; round++)
		passed &= text_of_another(cpu, cpus, &arrived[2 * round], round + 40, with_cache_operations);
	return passed;
}

static void failed(enum exit_code *code, enum exit_code now)
{
	if (*code == EXIT_PASSED)
		*code = now;
}

int guest_main(u32 cpu, u32 cpus)
{
	u16 *page = (u16 *)(_end + cpu * 4096u);
	enum exit_code code = EXIT_PASSED;

	if ((u32)_end + cpus * 4096u > ((u32)__builtin_frame_address(0) & ~4095u))
		return EXIT_NO_ROOM;
	CCR |= CCR_IBE;		/* ICBI reaches the caches of all CPUs */
	if (!own_text(page, cpu, 1))
		failed(&code, EXIT_PRIVATE_TEXT);
	if (!shared_rounds(cpu, cpus, 0, ROUNDS / 2, 1))
		failed(&code, EXIT_SHARED_TEXT);
	if (!own_text(page + 64, cpu, 0))
		failed(&code, EXIT_PRIVATE_PLAIN);
	if (!next_text(page + 128))
		failed(&code, EXIT_NEXT_TEXT);
	if (!shared_rounds(cpu, cpus, ROUNDS / 2, ROUNDS, 0))
		failed(&code, EXIT_SHARED_PLAIN);
	return code;
}
