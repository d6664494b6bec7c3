! `tas-lock`: each of two CPUs adds 1 to a counter once, under a lock that is a byte taken by TAS.B.
! `tas-lock-no-barrier` (NO_BARRIER) forgets the barrier before the release. It holds where the stores of a CPU reach
! memory in order (SC, TSO); where they need not (PSO) the lock may be free before the counter's new value is there.
	.text
	.align	2
	.global	guest_main
	.type	guest_main, @function
guest_main:
	mov.l	.Llock,r1
	mov.l	.Lcounter,r2
1:	tas.b	@r1
	bf	1b		! taken
	synco			! acquired: what follows sees what the last holder stored
	mov.l	@r2,r0
	add	#1,r0
	mov.l	r0,@r2
#ifndef NO_BARRIER
	synco			! what was stored is in memory before the lock is free
#endif
	mov	#0,r0
	mov.b	r0,@r1		! released
	mov.l	.Lcheck,r0
	jmp	@r0
	nop
	.align	2
.Lcheck:
	.long	check_counter
.Llock:
	.long	lock
.Lcounter:
	.long	counter
	.size	guest_main, . - guest_main

	.section .bss.shared, "aw", @nobits
	.align	2
	.global	lock
	.type	lock, @object
lock:	.skip	4
	.size	lock, 4
