/* A C library of a page: what these programs need of one. */
typedef unsigned int size;
typedef long long i64;
typedef unsigned long long u64;

long call6(long number, long a, long b, long c, long d, long e, long f);
int save(long *place);
_Noreturn void resume(long *place, int value);

enum { EXIT = 1, READ = 3, WRITE = 4, OPEN = 5, CLOSE = 6, LSEEK = 19, GETPID = 20, KILL = 37, BRK = 45,
	GETTIMEOFDAY = 78, MUNMAP = 91, UNAME = 122, MPROTECT = 125, WRITEV = 146, NANOSLEEP = 162, MMAP2 = 192,
	FSTAT64 = 197, CLOCK_GETTIME = 265, IOCTL = 54, GETRANDOM = 373 };

_Noreturn void exit(int code);
size strlen(const char *s);
int strcmp(const char *a, const char *b);
char *strcpy(char *to, const char *from);
void *memcpy(void *to, const void *from, size n);
void *memset(void *to, int value, size n);
int memcmp(const void *a, const void *b, size n);
/* %d %u %x %c %s, %D and %X for 64 bits, %f with six digits. */
void print(const char *form, ...);
