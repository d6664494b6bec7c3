#include "libc.h"

/* Reads itself a file: data.txt beside it, or its first argument; seeks, sizes, errors. */
int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "data.txt";
	static char text[4096];
	unsigned status[24];
	int file = call6(OPEN, (long)name, 0, 0, 0, 0, 0), lines = 0, n;
	unsigned hash = 0;

	if (file < 0) {
		print("%s: error %d\n", name, -file);
		return 1;
	}
	print("descriptor %d, status %d", file, (int)call6(FSTAT64, file, (long)status, 0, 0, 0, 0));
	print(", type %x, size %u\n", status[4] & 0xf000, status[11]);
	while ((n = call6(READ, file, (long)text, 100, 0, 0, 0)) > 0)
		for (int i = 0; i < n; i++) {
			lines += text[i] == '\n';
			hash = hash * 33 + text[i];
		}
	print("lines %d hash %x at %d\n", lines, hash, (int)call6(LSEEK, file, 0, 1, 0, 0, 0));
	call6(LSEEK, file, 7, 0, 0, 0, 0);
	n = call6(READ, file, (long)text, 12, 0, 0, 0);
	text[n > 0 ? n : 0] = 0;
	print("at 7: '%s'\n", text);
	print("close %d, again %d\n", (int)call6(CLOSE, file, 0, 0, 0, 0, 0), (int)call6(CLOSE, file, 0, 0, 0, 0, 0));
	print("missing %d\n", (int)call6(OPEN, (long)"no-such-file", 0, 0, 0, 0, 0));
	print("terminal %d\n", (int)call6(IOCTL, file, 0x5401, (long)text, 0, 0, 0));
	return 0;
}
