#include "libc.h"

static int words[2];
static volatile unsigned place;

int main(void)
{
	print("before\n");
	place = (unsigned)words + 1;
	return *(volatile int *)place;
}
