/*
 * `spin`: a load for measurements. Every CPU computes a CRC and a sieve over and over until keep-going says 0, takes
 * NMIs, and passes a call site about every thousand instructions. It has none of the protocol's words: the machine
 * allots them.
 */
#include "tracer.h"

#define TRACED __attribute__((noinline, noipa, section(".text.traced")))
#define CRC_OF_DIGITS 0xcbf43926u	/* CRC-32 of "123456789": the check value of every list of CRCs */
#define SIEVE_LIMIT 512u
#define PRIMES_BELOW_LIMIT 97u
#define COMPUTATIONS_PER_QUESTION 4u

extern u8 vectors[];

TRACED u32 crc_byte(u32 crc, u32 byte)
{
	crc ^= byte;
	for (u32 bit = 0; bit < 8; bit++)
		crc = (crc >> 1) ^ (0xedb88320u & -(crc & 1));
	return crc;
}

NOTRACE static u32 crc_plain(u32 crc, const u8 *data, u32 bytes)
{
	for (u32 i = 0; i < bytes; i++) {
		crc ^= data[i];
		for (u32 bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (0xedb88320u & -(crc & 1));
	}
	return crc;
}

TRACED u32 crc_check(void)
{
	static const u8 digits[] = "123456789";
	u32 crc = crc_byte(~0u, digits[0]);

	return ~crc_plain(crc, digits + 1, 8);
}

TRACED u32 sieve_strike(u8 *sieve, u32 prime)
{
	u32 struck = 0;

	for (u32 i = prime * prime; i < SIEVE_LIMIT; i += prime) {
		struck += !sieve[i];
		sieve[i] = 1;
	}
	return struck;
}

TRACED u32 sieve_count(void)
{
	u8 sieve[SIEVE_LIMIT];
	u32 primes = SIEVE_LIMIT - 2;

	for (u32 i = 0; i < SIEVE_LIMIT; i++)
		sieve[i] = 0;
	for (u32 i = 2; i * i < SIEVE_LIMIT; i++)
		if (!sieve[i])
			primes -= sieve_strike(sieve, i);
	return primes;
}

TRACED u32 nmi_note(u32 x)
{
	return x ^ 0x5a;
}

TRACED u32 nmi_mix(u32 x)
{
	return (x << 3) ^ (x >> 2);
}

NOTRACE void nmi_handler(void)
{
	struct cpu_area *area = this_cpu();
	u32 value = area->nmis++;

	if (nmi_mix(nmi_note(value)) != nmi_mix(nmi_note(value)))
		area->nmi_failures++;
}

NOTRACE int guest_main(u32 cpu, u32 cpus)
{
	struct cpu_area *area = area_of(cpu);

	if (!claim_area(cpu, cpus))
		return EXIT_NO_ROOM;
	enable_nmi(vectors);
	do {
		for (u32 i = 0; i < COMPUTATIONS_PER_QUESTION; i++)
			if (crc_check() != CRC_OF_DIGITS || sieve_count() != PRIMES_BELOW_LIMIT)
				return EXIT_WORK;
		area->iterations++;
	} while (keep_going());
	return area->nmi_failures ? EXIT_NMI_WORK : EXIT_PASSED;
}
