/* CRC-32 by table, a sieve, and copying: loads, stores and shifts. */
#include "bench.h"

const char bench_name[] = "bytes";

enum { SIZE = 16384, ROUNDS = 500 };

static u32 table[256];
static u8 source[SIZE], target[SIZE], composite[SIZE];

static u32 crc(const u8 *bytes, u32 length, u32 sum)
{
	while (length--)
		sum = table[(sum ^ *bytes++) & 255] ^ (sum >> 8);
	return sum;
}

static u32 sieve(void)
{
	u32 primes = 0;

	for (u32 i = 0; i < SIZE; i++)
		composite[i] = 0;
	for (u32 i = 2; i < SIZE; i++) {
		if (composite[i])
			continue;
		primes++;
		for (u32 k = i + i; k < SIZE; k += i)
			composite[k] = 1;
	}
	return primes;
}

static void copy(u32 *to, const u32 *from, u32 words)
{
	while (words--)
		*to++ = *from++;
}

u32 bench(void)
{
	u32 sum = ~0u;

	for (u32 i = 0; i < 256; i++) {
		u32 c = i;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
		table[i] = c;
	}
	for (u32 i = 0; i < SIZE; i++)
		source[i] = (u8)(i * 7 + (i >> 5));
	for (u32 round = 0; round < ROUNDS; round++) {
		source[round & 255] ^= (u8)round;
		for (u32 k = 0; k < 4; k++)
			copy((u32 *)target, (const u32 *)source, SIZE / 4);
		sum = crc(target, SIZE, sum);
		sum ^= sieve();
	}
	return sum;
}
