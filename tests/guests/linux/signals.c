#include "libc.h"

/* Handlers: for what is raised, for a fault that one leaves, held back and let go, by a timer, on a stack of their own. */
struct action { void *handler; unsigned flags; void *restorer; unsigned mask[2]; };
struct stack { void *base; int flags; unsigned bytes; };

enum { SIGSEGV = 11, SIGUSR1 = 10, SIGUSR2 = 12, SIGALRM = 14, SIGFPE = 8, SIGABRT = 6, INFO = 4, ONSTACK = 0x08000000 };
enum { ALARM = 27, PAUSE = 29, SETITIMER = 104, SIGACTION = 174, SIGPROCMASK = 175, SIGPENDING = 176, ALTSTACK = 186 };

static volatile int count;
static volatile double kept;
static long place[9];
static char other[8192];

static void counted(int signal)
{
	kept = kept / 3;
	count += signal;
}

static void told(int signal, int *info, void *context)
{
	char here;
	(void)context;
	print("signal %d code %d at %x, %s stack\n", signal, info[2], signal == SIGSEGV ? info[3] : 0,
		&here >= other && &here < other + sizeof other ? "its own" : "the");
	resume(place, signal);
}

static void handle(int signal, void *handler, unsigned flags)
{
	struct action action = { handler, flags, 0, { 0, 0 } };
	call6(SIGACTION, signal, (long)&action, 0, 8, 0, 0);
}

static void raise(int signal) { call6(KILL, call6(GETPID, 0, 0, 0, 0, 0, 0), signal, 0, 0, 0, 0); }

static void hold(int how, int signal)
{
	unsigned set[2] = { 1u << (signal - 1), 0 };
	call6(SIGPROCMASK, how, (long)set, 0, 8, 0, 0);
}

int main(void)
{
	unsigned pending[2];
	int timer[4] = { 0, 0, 0, 10000 };
	struct stack stack = { other, 0, sizeof other };
	volatile double third = 1.0 / 3;
	volatile int *volatile nowhere = (volatile int *)4;

	kept = 9;
	handle(SIGUSR1, counted, 0);
	raise(SIGUSR1);
	print("%d, %d, %d\n", count, (int)(third * 1000), (int)kept);

	hold(0, SIGUSR1);
	raise(SIGUSR1);
	call6(SIGPENDING, (long)pending, 8, 0, 0, 0, 0);
	print("held: %d, pending %x\n", count, pending[0]);
	hold(1, SIGUSR1);
	print("let go: %d\n", count);

	handle(SIGALRM, counted, 0);
	call6(SETITIMER, 0, (long)timer, 0, 0, 0, 0);
	while (count == 20)
		;
	print("timer: %d\n", count);
	call6(SETITIMER, 0, (long)timer, 0, 0, 0, 0);
	print("pause: %d, %d\n", (int)call6(PAUSE, 0, 0, 0, 0, 0, 0), count);

	handle(SIGSEGV, told, INFO);
	if (!save(place))
		*nowhere = 1;
	hold(1, SIGSEGV);
	call6(ALTSTACK, (long)&stack, 0, 0, 0, 0, 0);
	handle(SIGUSR2, told, INFO | ONSTACK);
	if (!save(place))
		raise(SIGUSR2);

	handle(SIGUSR1, (void *)1, 0);
	raise(SIGUSR1);
	print("ignored: %d\n", count);
	raise(SIGABRT);
	return 0;
}
