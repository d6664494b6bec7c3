/* A filter of 32 taps in single precision; the compiler switches FPSCR.PR around it. */
#include "bench.h"

const char bench_name[] = "fir";

enum { TAPS = 32, SAMPLES = 2048, ROUNDS = 300 };

static float taps[TAPS], input[SAMPLES + TAPS], output[SAMPLES];

static __attribute__((noinline)) float point(const float *x)
{
	float t = 0;

	for (int k = 0; k < TAPS; k++)
		t += taps[k] * x[k];
	return t;
}

u32 bench(void)
{
	u32 sum = 0;

	for (int k = 0; k < TAPS; k++)
		taps[k] = (float)(k - 15) * 0.0625f;
	for (int k = 0; k < SAMPLES + TAPS; k++)
		input[k] = (float)((k * 37) % 101) * 0.5f;
	for (int round = 0; round < ROUNDS; round++) {
		for (int k = 0; k < SAMPLES; k++)
			output[k] = point(input + k);
		input[round] += output[round] * 0.125f;
	}
	for (int k = 0; k < SAMPLES; k++) {
		union { float f; u32 w; } bits = { output[k] };
		sum = sum * 31 + bits.w;
	}
	return sum;
}
