#include "libc.h"

/* malloc of our own: small blocks by brk, large ones by mmap2; protection and release. */
struct block { struct block *next; size bytes; };
static struct block *released;
static char *end;

static void *allocate(size bytes)
{
	bytes = (bytes + 15) & ~7u;
	for (struct block **b = &released; *b; b = &(*b)->next)
		if ((*b)->bytes >= bytes) {
			struct block *found = *b;

			*b = found->next;
			return found + 1;
		}
	if (!end)
		end = (char *)call6(BRK, 0, 0, 0, 0, 0, 0);
	struct block *fresh = (struct block *)end;
	end += bytes + sizeof *fresh;
	if ((char *)call6(BRK, (long)end, 0, 0, 0, 0, 0) != end)
		exit(9);
	fresh->bytes = bytes;
	return fresh + 1;
}

static void release(void *p)
{
	struct block *b = (struct block *)p - 1;

	b->next = released;
	released = b;
}

int main(void)
{
	static int *lists[50];
	unsigned sum = 0;

	for (int round = 0; round < 200; round++) {
		int i = round * 7 % 50, n = 1 + round * 31 % 500;

		if (lists[i]) {
			for (int k = 0; k < lists[i][0]; k++)
				sum = sum * 5 + lists[i][k];
			release(lists[i]);
		}
		lists[i] = allocate(n * sizeof(int));
		for (int k = 0; k < n; k++)
			lists[i][k] = k ? k * round : n;
	}
	print("sum %x\n", sum);

	char *large = (char *)call6(MMAP2, 0, 300000, 3, 0x22, -1, 0);
	int zero = 0;

	for (int i = 0; i < 300000; i++)
		zero |= large[i];
	large[299999] = 42;
	print("zero %d, last %d\n", zero, large[299999]);
	print("protect %d\n", (int)call6(MPROTECT, (long)large, 4096, 1, 0, 0, 0));
	print("write from it %d, read into it %d\n", (int)call6(WRITE, 1, (long)large, 0, 0, 0, 0),
		(int)call6(GETRANDOM, (long)large, 4, 0, 0, 0, 0));
	print("unmap %d\n", (int)call6(MUNMAP, (long)large, 300000, 0, 0, 0, 0));
	print("write from it %d\n", (int)call6(WRITE, 1, (long)large, 4, 0, 0, 0));
	print("anonymous of no length %d\n", (int)call6(MMAP2, 0, 0, 3, 0x22, -1, 0));
	return 0;
}
