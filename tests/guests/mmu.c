/*
 * `mmu`: every CPU runs a user program behind its own TLB: text and stack in pages of 4 KiB that lie elsewhere in memory
 * than their addresses say, data in such pages and in one of 64 KiB, two address spaces by ASID. Its TLB miss handler
 * walks a page table and uses LDTLB, its first writes are allowed one page at a time, and so few entries of the TLB are
 * used (URB) that they are replaced all the time. What the program has written is checked through P1.
 */
#include "silosim.h"

#define P1_TO_PHYSICAL(p) ((u32)(p) & 0x1fffffffu)
#define REGISTER(address) (*(volatile u32 *)(address))
#define PTEH REGISTER(0xff000000u)
#define TTB REGISTER(0xff000008u)
#define MMUCR REGISTER(0xff000010u)
#define MMUCR_AT 1u
#define MMUCR_TI 4u
#define MMUCR_URB(entries) ((u32)(entries) << 18)

/* PTEL: V, size, PR = 11 (user read and write) or 10 (user read), D. */
#define SMALL_PAGE 0x110u
#define LARGE_PAGE 0x180u
#define USER_READ 0x40u
#define USER_WRITE 0x60u
#define DIRTY 0x04u

#define SMALL_AT 0x10000000u
#define LARGE_AT 0x20000000u
#define TEXT_AT 0x30000000u
#define SMALL_PAGES 6u
#define SMALL_WORDS (SMALL_PAGES * 1024u)
#define LARGE_WORDS 16384u
#define SPACES 2u
#define ROUNDS 3u

/* One CPU's memory: a large page for each space, and pages of 4 KiB: data of each space, stack, text, tables. */
#define AREA_BYTES 0x30000u
#define STACK_FRAME 12u
#define LAST_TEXT_FRAME 13u
#define TABLE_FRAME 14u
#define MIDDLE_TEXT_FRAME 15u
#define TEXT_PAGES 3u

struct region {
	u32 *ptels;
	int minus_shift;
	u32 pages;
	u32 word;
};

struct table {
	struct region regions[4];
	u32 small[SMALL_PAGES + 1];
	u32 large[1];
	u32 text[TEXT_PAGES];
};

extern u8 _end[], mmu_vectors[], user_entry[];

u32 enter_user(u32 entry, u32 first, u32 second, u32 third, u32 stack);

static inline u32 mix(u32 x)
{
	x ^= x << 13;
	x ^= x >> 17;
	return x ^ (x << 5);
}

/* In user mode: calls nothing and knows no address but its own, so it runs wherever it is mapped. */
__attribute__((section(".text.vectors"), noinline)) u32 user_work(volatile u32 *small, volatile u32 *large, u32 salt)
{
	u32 sum = salt;

	for (u32 i = 0; i < SMALL_WORDS; i += 61)
		small[i] = sum = mix(sum + i);
	for (u32 i = 0; i < LARGE_WORDS; i += 251)
		large[i] = sum = mix(sum ^ i);
	for (u32 i = 0; i < SMALL_WORDS; i += 61)
		sum = mix(sum + small[i]);
	for (u32 i = 0; i < LARGE_WORDS; i += 251)
		sum = mix(sum ^ large[i]);
	return sum;
}

static inline u8 *frame(u8 *mine, u32 number)
{
	return mine + 0x20000u + number * PAGE_BYTES;
}

/* Neighbours in addresses are not neighbours in memory. */
static inline u32 frame_of(u32 space, u32 page)
{
	return space * SMALL_PAGES + (page & 1 ? page / 2 : SMALL_PAGES - 1 - page / 2);
}

static void fill(struct table *t, u8 *mine, u32 space)
{
	for (u32 page = 0; page < SMALL_PAGES; page++)
		t->small[page] = P1_TO_PHYSICAL(frame(mine, frame_of(space, page))) | SMALL_PAGE | USER_WRITE;
	t->small[SMALL_PAGES] = P1_TO_PHYSICAL(frame(mine, STACK_FRAME)) | SMALL_PAGE | USER_WRITE | DIRTY;
	t->large[0] = P1_TO_PHYSICAL(mine + space * 0x10000u) | LARGE_PAGE | USER_WRITE;
	t->text[0] = P1_TO_PHYSICAL((u32)user_entry & ~(PAGE_BYTES - 1)) | SMALL_PAGE | USER_READ;
	t->text[1] = P1_TO_PHYSICAL(frame(mine, MIDDLE_TEXT_FRAME)) | SMALL_PAGE | USER_READ;
	t->text[2] = P1_TO_PHYSICAL(frame(mine, LAST_TEXT_FRAME)) | SMALL_PAGE | USER_READ;
	t->regions[1] = (struct region){ t->small, -12, SMALL_PAGES + 1, t->regions[1].word };
	t->regions[2] = (struct region){ t->large, -16, 1, t->regions[2].word };
	t->regions[3] = (struct region){ t->text, -12, TEXT_PAGES, 0 };
}

/* What user_work has written and answered, by the addresses in P1. */
static int is_right(u8 *mine, u32 space, u32 salt, u32 answer)
{
	u32 sum = salt;
	u32 *large = (u32 *)(mine + space * 0x10000u);

	for (u32 i = 0; i < SMALL_WORDS; i += 61) {
		u32 *small = (u32 *)frame(mine, frame_of(space, i / 1024));

		sum = mix(sum + i);
		if (small[i % 1024] != sum)
			return 0;
	}
	for (u32 i = 0; i < LARGE_WORDS; i += 251) {
		sum = mix(sum ^ i);
		if (large[i] != sum)
			return 0;
	}
	for (u32 i = 0; i < SMALL_WORDS; i += 61)
		sum = mix(sum + ((u32 *)frame(mine, frame_of(space, i / 1024)))[i % 1024]);
	for (u32 i = 0; i < LARGE_WORDS; i += 251)
		sum = mix(sum ^ large[i]);
	return sum == answer;
}

int guest_main(u32 cpu, u32 cpus)
{
	u8 *mine = (u8 *)((((u32)_end + 0xffffu) & ~0xffffu) + cpu * AREA_BYTES);
	struct table *tables = (struct table *)frame(mine, TABLE_FRAME);
	const u32 *text = (const u32 *)(((u32)user_entry & ~(PAGE_BYTES - 1)) + PAGE_BYTES);
	u32 answers[SPACES] = { 0, 0 };

	if ((u32)mine + (cpus - cpu) * AREA_BYTES > ((u32)__builtin_frame_address(0) & ~4095u))
		return EXIT_NO_ROOM;
	for (u32 i = 0; i < 1024; i++) {
		((u32 *)frame(mine, MIDDLE_TEXT_FRAME))[i] = text[i];
		((u32 *)frame(mine, LAST_TEXT_FRAME))[i] = text[1024 + i];
	}
	for (u32 space = 0; space < SPACES; space++)
		fill(&tables[space], mine, space);
	__asm__ volatile("ldc	%0,vbr" : : "r"(mmu_vectors));
	MMUCR = MMUCR_TI | MMUCR_AT | MMUCR_URB(6);

	for (u32 round = 0; round < ROUNDS; round++)
		for (u32 space = 0; space < SPACES; space++) {
			TTB = (u32)&tables[space];
			PTEH = space + 1;
			answers[space] = enter_user(TEXT_AT + 0xffeu, SMALL_AT, LARGE_AT, (cpu << 8) + (round << 4) + space,
						    SMALL_AT + (SMALL_PAGES + 1) * PAGE_BYTES);
		}
	MMUCR = MMUCR_TI;

	for (u32 space = 0; space < SPACES; space++) {
		if (!is_right(mine, space, (cpu << 8) + ((ROUNDS - 1) << 4) + space, answers[space]))
			return EXIT_MAPPED_WORK;
		/* Each page once at least, most of them often; the first writes exactly once a page. */
		if (tables[space].regions[1].word < ROUNDS * SMALL_PAGES)
			return EXIT_TLB_MISSES;
		if (tables[space].regions[2].word != SMALL_PAGES + 1)
			return EXIT_FIRST_WRITES;
	}
	return EXIT_PASSED;
}
