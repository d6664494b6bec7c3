#include "libc.h"

/* The set, by double precision, in characters. */
int main(void)
{
	char row[80];

	for (int y = -12; y <= 12; y++) {
		for (int x = 0; x < 78; x++) {
			double cr = x / 26.0 - 2.2, ci = y / 10.0, r = 0, i = 0;
			int n = 0;

			while (n < 100 && r * r + i * i < 4) {
				double t = r * r - i * i + cr;

				i = 2 * r * i + ci;
				r = t;
				n++;
			}
			row[x] = n == 100 ? '#' : " .:-=+*%@"[n % 9];
		}
		row[78] = '\n';
		call6(WRITE, 1, (long)row, 79, 0, 0, 0);
	}
	return 0;
}
