/* Records, strings, procedures with few statements each, division. */
#include "bench.h"

const char bench_name[] = "records";

enum { ROUNDS = 300000 };
enum kind { FIRST, SECOND, THIRD };

struct record {
	struct record *next;
	enum kind kind, choice;
	s32 number;
	char name[32];
};

static struct record one, two;
static s32 numbers[50], grid[50][50];
static char letter;
static s32 flag, counter;

static __attribute__((noinline)) void copy_string(char *to, const char *from)
{
	while ((*to++ = *from++))
		;
}

static __attribute__((noinline)) s32 compare_strings(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}

static __attribute__((noinline)) enum kind other_kind(enum kind kind)
{
	switch (kind) {
	case FIRST: return counter > 100 ? FIRST : THIRD;
	case SECOND: return THIRD;
	default: return SECOND;
	}
}

static __attribute__((noinline)) void add(s32 a, s32 b, s32 *sum)
{
	*sum = a + 2 + b;
}

static __attribute__((noinline)) void change(struct record *record)
{
	struct record *next = record->next;

	*next = *record;
	record->number = 5;
	next->number = record->number;
	next->next = record->next;
	if (next->choice == FIRST) {
		next->number = 6;
		next->kind = other_kind(record->kind);
		add(next->number, 10, &next->number);
	} else {
		*record = *record->next;
	}
}

static __attribute__((noinline)) void fill(s32 *row, s32 (*rows)[50], s32 at, s32 value)
{
	s32 place = at + 5;

	row[place] = value;
	row[place + 1] = row[place];
	row[place + 30 - at] = place;
	for (s32 k = place; k <= place + 1; k++)
		rows[place][k] = place;
	rows[place][place - 1]++;
	counter = 5;
}

static __attribute__((noinline)) s32 ordered(const char *a, const char *b)
{
	s32 at = 2;

	while (at <= 2)
		if (a[at] != b[at + 1]) {
			letter = 'A';
			at++;
		}
	if (compare_strings(a, b) > 0) {
		counter = at + 7;
		return 1;
	}
	return 0;
}

u32 bench(void)
{
	char first[32], second[32];
	s32 x = 0, y, z = 0;
	u32 sum = 0;

	one.next = &two;
	one.kind = FIRST;
	one.choice = THIRD;
	one.number = 40;
	copy_string(one.name, "records and strings, a name");
	copy_string(first, "records and strings, 1st one");
	for (s32 round = 1; round <= ROUNDS; round++) {
		letter = 'B';
		flag = letter == 'B';
		x = 2;
		y = 3;
		copy_string(second, "records and strings, 2nd one");
		if (!ordered(first, second))
			flag = !flag;
		while (x < y) {
			z = 5 * x - y;
			add(x, y, &z);
			x++;
		}
		fill(numbers, grid, x & 7, z);
		change(&one);
		one.choice = round & 1 ? FIRST : THIRD;
		y = y * x;
		x = y / (z | 1);
		y = 7 * (y - z) - x;
		sum = sum * 31 + (u32)(x + y + z + flag + one.number + two.number);
	}
	return sum + (u32)numbers[8] + (u32)letter;
}
