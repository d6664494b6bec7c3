#include "libc.h"

/* Single precision: a filter, a matrix, the same sums in another order. */
static float signal[256], taps[16], out[256];

int main(void)
{
	unsigned hash = 0;
	float sum = 0;

	for (int i = 0; i < 256; i++)
		signal[i] = (float)((i * 37) % 101 - 50) / 7;
	for (int i = 0; i < 16; i++)
		taps[i] = 1.0f / (i + 1);
	for (int i = 16; i < 256; i++) {
		float y = 0;

		for (int j = 0; j < 16; j++)
			y += taps[j] * signal[i - j];
		out[i] = y;
		sum += y;
	}
	for (int i = 0; i < 256; i++) {
		unsigned word;

		memcpy(&word, &out[i], 4);
		hash = hash * 31 + word;
	}
	print("sum %f hash %x root %f\n", (double)sum, hash, (double)__builtin_sqrtf(sum < 0 ? -sum : sum));
	print("%d %d\n", (int)(sum * 1000), sum > 0);
	return 0;
}
