#include "libc.h"

static char line[512];
static size used;

_Noreturn void exit(int code)
{
	for (;;)
		call6(EXIT, code, 0, 0, 0, 0, 0);
}

size strlen(const char *s)
{
	size n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (unsigned char)*a - (unsigned char)*b;
}

char *strcpy(char *to, const char *from)
{
	char *at = to;

	while ((*at++ = *from++))
		;
	return to;
}

void *memcpy(void *to, const void *from, size n)
{
	char *t = to;
	const char *f = from;

	while (n--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int value, size n)
{
	char *t = to;

	while (n--)
		*t++ = value;
	return to;
}

int memcmp(const void *a, const void *b, size n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

static void flush(void)
{
	call6(WRITE, 1, (long)line, used, 0, 0, 0);
	used = 0;
}

static void put(char c)
{
	if (used == sizeof line)
		flush();
	line[used++] = c;
}

static void number(u64 value, unsigned base)
{
	char digits[24];
	int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		put(digits[--n]);
}

static void decimal(i64 value)
{
	if (value < 0)
		put('-');
	number(value < 0 ? -(u64)value : (u64)value, 10);
}

static void fixed(double value)
{
	i64 scaled;

	if (value != value) {
		print("nan");
		return;
	}
	if (value < 0) {
		put('-');
		value = -value;
	}
	scaled = (i64)(value * 1e6 + 0.5);
	number(scaled / 1000000, 10);
	put('.');
	for (i64 digit = 100000; digit; digit /= 10)
		put('0' + scaled / digit % 10);
}

void print(const char *form, ...)
{
	__builtin_va_list rest;

	__builtin_va_start(rest, form);
	for (; *form; form++) {
		if (*form != '%') {
			put(*form);
			continue;
		}
		switch (*++form) {
		case 'd': decimal(__builtin_va_arg(rest, int)); break;
		case 'u': number(__builtin_va_arg(rest, unsigned), 10); break;
		case 'x': number(__builtin_va_arg(rest, unsigned), 16); break;
		case 'D': decimal(__builtin_va_arg(rest, i64)); break;
		case 'X': number(__builtin_va_arg(rest, u64), 16); break;
		case 'f': fixed(__builtin_va_arg(rest, double)); break;
		case 'c': put(__builtin_va_arg(rest, int)); break;
		case 's':
			for (const char *s = __builtin_va_arg(rest, const char *); *s; s++)
				put(*s);
			break;
		default: put(*form);
		}
	}
	__builtin_va_end(rest);
	flush();
}
