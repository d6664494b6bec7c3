#include "libc.h"

/* Every operator on signed and unsigned words, shifts by all distances, CRC-32. */
static volatile unsigned seed = 12345;

static unsigned next(void)
{
	seed = seed * 1103515245 + 12345;
	return seed ^ seed >> 15;
}

int main(void)
{
	unsigned sum = 0, crc = ~0u;

	for (int i = 0; i < 2000; i++) {
		unsigned a = next(), b = next() | 1;
		int s = (int)a, t = (int)b, by = i & 31;

		sum = sum * 31 + (a + b) + (a - b) * 3 + a * b + a / b + a % b;
		if (t != -1)
			sum += s / t + s % t;
		sum ^= (a << by) + (a >> by) + (unsigned)(s >> by);
		sum += (a < b) + 2 * (s < t) + 4 * (a >= b) + 8 * (s >= t) + 16 * (s > 0);
		sum += (unsigned char)a + (signed char)a + (unsigned short)b + (short)b;
		for (int j = 0; j < 8; j++)
			crc = crc >> 1 ^ (0xedb88320 & -((crc ^ a >> j) & 1));
	}
	print("sum %x crc %x\n", sum, crc);
	print("%d %d %u\n", -2147483647 - 1, 2147483647, ~0u);
	return 0;
}
