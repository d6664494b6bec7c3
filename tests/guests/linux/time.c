#include "libc.h"

/* Clocks agree with each other and never go back; a sleep lasts. */
static i64 now(int clock)
{
	int time[2] = { 0, 0 };

	call6(CLOCK_GETTIME, clock, (long)time, 0, 0, 0, 0);
	return (i64)time[0] * 1000000000 + time[1];
}

int main(void)
{
	int day[2], nap[2] = { 0, 20000000 };
	i64 begin = now(1), before = begin, real = now(0);

	for (int i = 0; i < 100; i++) {
		i64 t = now(1);

		if (t < before)
			return 1;
		before = t;
	}
	print("day %d\n", (int)call6(GETTIMEOFDAY, (long)day, 0, 0, 0, 0, 0));
	print("same second %d\n", (i64)day[0] - real / 1000000000 < 2);
	print("after 2020 %d\n", day[0] > 1577836800);
	print("sleep %d\n", (int)call6(NANOSLEEP, (long)nap, 0, 0, 0, 0, 0));
	print("lasted %d\n", now(1) - begin >= 20000000);
	print("no such clock %d\n", (int)call6(CLOCK_GETTIME, 99, (long)day, 0, 0, 0, 0));
	return 0;
}
