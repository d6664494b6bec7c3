/* Runs the one benchmark that is linked in and prints its name and its checksum. */
#include "bench.h"

void put(const char *text, u32 length);

int main(void)
{
	char line[64];
	u32 length = 0;
	u32 sum = bench();

	while (bench_name[length]) {
		line[length] = bench_name[length];
		length++;
	}
	line[length++] = ' ';
	for (int shift = 28; shift >= 0; shift -= 4)
		line[length++] = "0123456789abcdef"[(sum >> shift) & 15];
	line[length++] = '\n';
	put(line, length);
	return 0;
}
