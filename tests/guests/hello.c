/* `hello`: CPU 0 says how many CPUs there are, every CPU exits. */
#include "silosim.h"

u32 divide(u32 dividend, u32 divisor);

int guest_main(u32 cpu, u32 cpus)
{
	static const char greeting[] = "hello from SH-4, CPUs: ";
	char line[sizeof(greeting) + 12];
	char digits[10];
	u32 length = sizeof(greeting) - 1, count = 0;

	if (cpu != 0)
		return EXIT_PASSED;
	for (u32 i = 0; i < length; i++)
		line[i] = greeting[i];
	do {
		digits[count++] = (char)('0' + cpus - divide(cpus, 10) * 10);
		cpus = divide(cpus, 10);
	} while (cpus != 0);
	while (count != 0)
		line[length++] = digits[--count];
	line[length++] = '\n';
	return host_write(line, length) == length ? EXIT_PASSED : EXIT_WORK;
}
