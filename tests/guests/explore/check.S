! How the guests that count end. check_counter: r5 = CPUs. Jumped to; returns from guest_main with the exit code in r0.
! The CPU that comes second finds `finished` set, and all that both have stored is in memory: it looks at the counter.
#define EXIT_CPUS	40
#define EXIT_COUNTER	41
	.text
	.align	2
	.global	check_counter
	.type	check_counter, @function
check_counter:
	mov	r5,r0
	cmp/eq	#2,r0
	bf/s	2f
	mov	#EXIT_CPUS,r0
	mov.l	.Lfinished,r1
	mov.l	.Lcounter,r2
	synco
	tas.b	@r1
	bt/s	2f		! the first one: the other will look
	mov	#0,r0
	mov.l	@r2,r0
	cmp/eq	#2,r0
	bt/s	2f
	mov	#0,r0
	mov	#EXIT_COUNTER,r0
2:	rts
	nop
	.align	2
.Lfinished:
	.long	finished
.Lcounter:
	.long	counter
	.size	check_counter, . - check_counter

	.section .bss.shared, "aw", @nobits
	.align	2
	.global	counter
	.type	counter, @object
counter:
	.skip	4
	.size	counter, 4
	.global	finished
	.type	finished, @object
finished:
	.skip	4
	.size	finished, 4
