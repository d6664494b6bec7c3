/* A list that is sorted and searched, a matrix of integers, a state machine over text, and a CRC over it all. */
#include "bench.h"

const char bench_name[] = "mix";

enum { NODES = 64, SIDE = 12, ROUNDS = 4000 };

struct node {
	struct node *next;
	short value, index;
};

static struct node nodes[NODES];
static short left[SIDE][SIDE], right[SIDE][SIDE];
static s32 product[SIDE][SIDE];
static const char text[] = "5012,-874,+122,1.5e3,T0.3e-1F,.7,12x4,0x1f,-1.5,+0,99e,3e+7,,8.,abc,-";

static u16 crc16(u16 sum, u32 word)
{
	for (int k = 0; k < 16; k++) {
		u32 bit = (sum ^ word) & 1;
		sum >>= 1;
		word >>= 1;
		if (bit)
			sum ^= 0xa001;
	}
	return sum;
}

static struct node *merge_sort(struct node *list)
{
	for (u32 width = 1;; width *= 2) {
		struct node *rest = list, *tail = 0;
		u32 merges = 0;

		list = 0;
		while (rest) {
			struct node *other = rest;
			u32 count = 0, others = width;

			merges++;
			while (count < width && other) {
				count++;
				other = other->next;
			}
			while (count > 0 || (others > 0 && other)) {
				struct node *taken;
				if (count > 0 && (others == 0 || !other || rest->value <= other->value)) {
					taken = rest;
					rest = rest->next;
					count--;
				} else {
					taken = other;
					other = other->next;
					others--;
				}
				if (tail)
					tail->next = taken;
				else
					list = taken;
				tail = taken;
			}
			rest = other;
		}
		if (tail)
			tail->next = 0;
		if (merges <= 1)
			return list;
	}
}

static u16 list_work(u32 seed, u16 sum)
{
	for (u32 i = 0; i < NODES; i++) {
		nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : 0;
		nodes[i].index = (short)i;
		nodes[i].value = (short)((i * 193 + seed * 57) & 0x3ff);
	}
	struct node *list = merge_sort(nodes);
	for (u32 k = 0; k < 8; k++) {
		struct node *at = list;
		while (at && at->value < (short)(k * 128))
			at = at->next;
		sum = crc16(sum, at ? (u32)at->index : 0xffff);
	}
	return sum;
}

static u16 matrix_work(u32 seed, u16 sum)
{
	s32 total = 0;

	for (int i = 0; i < SIDE; i++)
		for (int k = 0; k < SIDE; k++) {
			left[i][k] = (short)(i * 3 + k + (int)(seed & 7));
			right[i][k] = (short)(i - k * 2);
		}
	for (int i = 0; i < SIDE; i++)
		for (int k = 0; k < SIDE; k++) {
			s32 t = 0;
			for (int j = 0; j < SIDE; j++)
				t += left[i][j] * right[j][k];
			product[i][k] = t;
			total += t > 0 ? t >> 2 : t & 15;
		}
	return crc16(sum, (u32)total);
}

enum state { START, SIGN, INTEGER, POINT, EXPONENT, EXPONENT_SIGN, SCIENTIFIC, INVALID, STATES };

static u16 state_work(u16 sum)
{
	u32 counts[STATES] = { 0 };
	enum state state = START;

	for (const char *at = text; *at; at++) {
		char c = *at;
		int digit = c >= '0' && c <= '9';

		if (c == ',') {
			counts[state]++;
			state = START;
			continue;
		}
		switch (state) {
		case START: state = digit ? INTEGER : c == '+' || c == '-' ? SIGN : c == '.' ? POINT : INVALID; break;
		case SIGN: state = digit ? INTEGER : c == '.' ? POINT : INVALID; break;
		case INTEGER: state = digit ? INTEGER : c == '.' ? POINT : c == 'e' ? EXPONENT : INVALID; break;
		case POINT: state = digit ? POINT : c == 'e' ? EXPONENT : INVALID; break;
		case EXPONENT: state = digit ? SCIENTIFIC : c == '+' || c == '-' ? EXPONENT_SIGN : INVALID; break;
		case EXPONENT_SIGN: state = digit ? SCIENTIFIC : INVALID; break;
		case SCIENTIFIC: state = digit ? SCIENTIFIC : INVALID; break;
		default: break;
		}
	}
	for (u32 k = 0; k < STATES; k++)
		sum = crc16(sum, counts[k]);
	return sum;
}

u32 bench(void)
{
	u16 sum = 0xffff;

	for (u32 round = 0; round < ROUNDS; round++) {
		sum = list_work(round + sum, sum);
		for (u32 k = 0; k < 2; k++)
			sum = matrix_work(round + k, sum);
		for (u32 k = 0; k < 6; k++)
			sum = state_work(sum);
	}
	return sum;
}
