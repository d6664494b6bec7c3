/* Matrices of 64 x 64 in double precision. */
#include "bench.h"

const char bench_name[] = "matmul";

enum { N = 64, ROUNDS = 60 };

static double a[N][N], b[N][N], c[N][N];

u32 bench(void)
{
	u32 sum = 0;

	for (int i = 0; i < N; i++)
		for (int k = 0; k < N; k++) {
			a[i][k] = (i + 1) * 0.5 + k;
			b[i][k] = (k + 1) * 0.25 - i;
		}
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < N; i++)
			for (int k = 0; k < N; k++) {
				double t = 0;
				for (int j = 0; j < N; j++)
					t += a[i][j] * b[j][k];
				c[i][k] = t;
			}
		a[round % N][(round * 7) % N] = c[round % N][round % 5] * 0.001;
	}
	for (int i = 0; i < N; i++)
		for (int k = 0; k < N; k++) {
			union { double d; u32 w[2]; } bits = { c[i][k] };
			sum = sum * 31 + (bits.w[0] ^ bits.w[1]);
		}
	return sum;
}
