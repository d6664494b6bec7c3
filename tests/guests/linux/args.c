#include "libc.h"

/* Arguments and environment, as Linux puts them on the stack, and the auxiliary vector behind them. */
int main(int argc, char **argv, char **environment)
{
	unsigned *auxiliary, page = 0, entry = 0, headers = 0, found = 0;
	extern char _start[];

	print("%d arguments\n", argc);
	for (int i = 1; i < argc; i++)
		print("%d: '%s'\n", i, argv[i]);
	for (; *environment; environment++)
		if (!memcmp(*environment, "SILOSIM_TEST=", 13))
			print("%s\n", *environment);
	for (auxiliary = (unsigned *)environment + 1; *auxiliary; auxiliary += 2)
		switch (*auxiliary) {
		case 3: headers = auxiliary[1]; break;
		case 6: page = auxiliary[1]; break;
		case 9: entry = auxiliary[1]; break;
		case 25: found = auxiliary[1] != 0; break;
		}
	print("page %u entry %d random %u headers %d\n", page, entry == (unsigned)_start, found, headers != 0);
	return argc;
}
