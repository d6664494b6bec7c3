#include "libc.h"

/* Strings: copying at all alignments, comparing, sorting, searching. */
static const char *words[] = {
	"nop", "trapa", "rts", "bsr", "mov.l", "add", "sub", "fmac", "ldtlb", "icbi", "pref", "sleep", "tas.b", "xtrct",
};
enum { COUNT = sizeof words / sizeof *words };

int main(void)
{
	char place[64], other[64];
	unsigned bad = 0;

	for (int from = 0; from < 8; from++)
		for (int to = 0; to < 8; to++)
			for (int n = 0; n < 40; n++) {
				memset(place, '-', sizeof place);
				for (int i = 0; i < 64; i++)
					other[i] = i;
				memcpy(place + to, other + from, n);
				bad += memcmp(place + to, other + from, n) != 0;
				bad += place[to + n] != '-' || (to && place[to - 1] != '-');
			}
	print("bad %u\n", bad);
	for (int i = 0; i < COUNT; i++)
		for (int j = i + 1; j < COUNT; j++)
			if (strcmp(words[i], words[j]) > 0) {
				const char *w = words[i];

				words[i] = words[j], words[j] = w;
			}
	for (int i = 0; i < COUNT; i++)
		print("%s(%u)%c", words[i], strlen(words[i]), i == COUNT - 1 ? '\n' : ' ');
	strcpy(place, "copied");
	print("%s %d\n", place, strcmp(place, "copied"));
	return 0;
}
