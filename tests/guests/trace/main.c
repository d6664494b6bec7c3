/*
 * `trace`: traced functions, NMIs that call them too, and two locked structures that all CPUs share. Each CPU works
 * until keep-going says 0 and checks itself; the last one out checks what all of them did together.
 */
#include "functions.h"
#include "../tracer.h"

#define ROOTS_PER_ITERATION 2u	/* an iteration stays under 5,000 instructions with every site switched on */
#define LOCK_ATTEMPTS 8u	/* then the iteration goes on without: a waiting CPU is no progress */
#define NODES 8u
#define PAIRS 16u
#define PAIR_SUM 0x10000u
#define SHARED __attribute__((section(".bss.shared"), aligned(PAGE_BYTES)))

extern u8 vectors[];

/* A ring of nodes under a TAS.B lock: a move takes the head behind the tail and counts in the node. */
static struct list {
	u8 lock;
	u32 head;
	u32 moves;
	struct node {
		u32 next, previous;
		u32 visits;
	} nodes[NODES];
} list SHARED;

/* Pairs of constant sum under a MOVLI.L/MOVCO.L lock: a move takes some from one side to the other. */
static struct pairs {
	u32 lock;
	u32 moves;
	struct pair {
		u32 left, right;
	} pair[PAIRS];
} pairs SHARED;

/* What all CPUs report as they finish; and whether CPU 0 has set the shared structures up. */
static struct totals {
	u32 ready;
	u32 list_moves;
	u32 pair_moves;
	u32 finished;
} totals SHARED;

static void set_up_shared(void)
{
	for (u32 i = 0; i < NODES; i++) {
		list.nodes[i].next = (i + 1) % NODES;
		list.nodes[i].previous = (i + NODES - 1) % NODES;
	}
	for (u32 i = 0; i < PAIRS; i++)
		pairs.pair[i].left = PAIR_SUM;
	full_barrier();
	WRITE_ONCE(totals.ready, 1);
}

/* Swaps the head with its successor, then lets the successor lead: six links change while the lock is held. */
static int move_in_list(void)
{
	u32 first = list.head;
	u32 second = list.nodes[first].next;
	u32 third = list.nodes[second].next;
	u32 last = list.nodes[first].previous;

	if (list.nodes[second].previous != first || list.nodes[last].next != first)
		return 0;
	list.nodes[last].next = second;
	list.nodes[second].previous = last;
	list.nodes[second].next = first;
	list.nodes[first].previous = second;
	list.nodes[first].next = third;
	list.nodes[third].previous = first;
	list.nodes[first].visits++;
	list.head = third;
	list.moves++;
	return 1;
}

static int list_is_whole(void)
{
	u32 at = list.head, visits = 0;

	for (u32 i = 0; i < NODES; i++) {
		if (at >= NODES || list.nodes[list.nodes[at].next].previous != at)
			return 0;
		visits += list.nodes[at].visits;
		at = list.nodes[at].next;
	}
	return at == list.head && visits == list.moves;
}

static int move_in_pairs(u32 random)
{
	struct pair *pair = &pairs.pair[random % PAIRS];
	u32 amount = (random >> 8) & 0xff;

	if (pair->left + pair->right != PAIR_SUM)
		return 0;
	if (pair->left >= amount) {
		pair->left -= amount;
		pair->right += amount;
	} else {
		pair->left += pair->right;
		pair->right = 0;
	}
	pairs.moves++;
	return 1;
}

static int pairs_are_whole(void)
{
	for (u32 i = 0; i < PAIRS; i++)
		if (pairs.pair[i].left + pairs.pair[i].right != PAIR_SUM)
			return 0;
	return 1;
}

/* The traced work against the plain one; now and then all of it against the known answer. */
static int work_once(u32 cpu, u32 iteration)
{
	for (u32 i = 0; i < ROOTS_PER_ITERATION; i++) {
		u32 root = (cpu * 5 + iteration * ROOTS_PER_ITERATION + i) % ROOT_COUNT;
		u32 value = checksum(cpu, iteration);

		if (root_functions[root](value) != plain_root_functions[root](value))
			return 0;
	}
	return 1;
}

static int known_answer_holds(void)
{
	u32 sum = WORK_SEED;

	for (u32 i = 0; i < ROOT_COUNT; i++)
		sum = checksum(sum, root_functions[i](checksum(sum, i)));
	return sum == WORK_KNOWN_ANSWER;
}

/* The work of one NMI: some leaves in a row, traced or plain. */
static u32 leaves_in_a_row(const work *leaves, u32 at, u32 value)
{
	for (u32 i = 0; i < NMI_LEAVES; i++)
		value = leaves[(at + i) % LEAF_COUNT](value);
	return value;
}

/*
 * Called with NMIs held back, on bank 1. Some call sites are read twice each in this one NMI, others in between:
 * so it is seen if the text changes under an NMI. Which ones goes round, all leaves have their turn.
 */
void nmi_handler(void)
{
	struct cpu_area *area = this_cpu();
	u32 at = area->nmis * NMI_LEAVES + area->cpu;
	u32 value = area->nmis++;
	u32 once = leaves_in_a_row(leaf_functions, at, value);
	u32 again = leaves_in_a_row(leaf_functions, at, value);

	if (once != again || once != leaves_in_a_row(plain_leaf_functions, at, value))
		area->nmi_failures++;
}

/* Whatever a ring holds was written by this CPU, for a text address, and in the order of time but for NMIs. */
static int ring_is_sound(struct cpu_area *area)
{
	u32 held = READ_ONCE(area->ring.written);

	for (u32 i = 0; i < (held < RING_ENTRIES ? held : RING_ENTRIES); i++) {
		const struct ring_entry *entry = &area->ring.entries[i];

		if (entry->cpu != area->cpu || (entry->ip & 3) != 0 || (entry->ip >> 24) != 0x8c)
			return 0;
	}
	return 1;
}

static enum exit_code iterate(struct cpu_area *area)
{
	u32 random = checksum(WORK_SEED, area->cpu);

	do {
		if (!work_once(area->cpu, area->iterations++))
			return EXIT_WORK;
		if (area->nmi_failures)
			return EXIT_NMI_WORK;
		random = random * 1664525u + 1013904223u;
		if (TRY_FOR(LOCK_ATTEMPTS, tas_try(&list.lock))) {
			int moved = move_in_list();

			tas_unlock(&list.lock);
			if (!moved)
				return EXIT_TAS_LIST;
			area->list_moves++;
		}
		if (TRY_FOR(LOCK_ATTEMPTS, link_try(&pairs.lock))) {
			int moved = move_in_pairs(random >> 8);

			link_unlock(&pairs.lock);
			if (!moved)
				return EXIT_LINK_PAIRS;
			area->pair_moves++;
		}
	} while (keep_going());
	return EXIT_PASSED;
}

/* Adds this CPU's counts to the totals. The last one out has everything to itself and checks the sum. */
static enum exit_code leave(struct cpu_area *area)
{
	atomic_add_return(&totals.list_moves, area->list_moves);
	atomic_add_return(&totals.pair_moves, area->pair_moves);
	full_barrier();
	if (atomic_add_return(&totals.finished, 1) != area->cpus)
		return EXIT_PASSED;
	full_barrier();
	if (!list_is_whole())
		return EXIT_TAS_LIST;
	if (!pairs_are_whole())
		return EXIT_LINK_PAIRS;
	if (totals.list_moves != list.moves || totals.pair_moves != pairs.moves)
		return EXIT_TOTALS;
	return EXIT_PASSED;
}

int guest_main(u32 cpu, u32 cpus)
{
	struct cpu_area *area = area_of(cpu);
	enum exit_code code;

	if (!claim_area(cpu, cpus))
		return EXIT_NO_ROOM;
	if (cpu == 0)
		set_up_shared();
	else
		wait_until(&totals.ready, 1);
	enable_nmi(vectors);
	code = iterate(area);
	if (code == EXIT_PASSED && !known_answer_holds())
		code = EXIT_WORK;
	if (code == EXIT_PASSED && area->nmi_failures)
		code = EXIT_NMI_WORK;
	if (code == EXIT_PASSED && !ring_is_sound(area))
		code = EXIT_RING;
	return code == EXIT_PASSED ? leave(area) : code;
}
