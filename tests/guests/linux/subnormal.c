#include "libc.h"

/* Sums of what is smaller than normal: the kernel completes what the FPU refuses. */
int main(void)
{
	union { float value; unsigned bits; } small = { .bits = 0x00000123 }, half = { .bits = 0x00ffffff };
	union { double value; u64 bits; } tiny = { .bits = 0x0000000000000fffULL };
	volatile float twice = small.value + small.value, less = half.value * 0.5f;
	volatile double more = tiny.value * 4.0, none = tiny.value * tiny.value;

	small.value = twice;
	half.value = less;
	print("%x %x\n", small.bits, half.bits);
	tiny.value = more;
	print("%X\n", tiny.bits);
	tiny.value = none;
	print("%X\n", tiny.bits);
	return 0;
}
