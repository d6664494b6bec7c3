! `dekker`: each of two CPUs says that it wants in, and goes in if the other has not said so: at most one does.
! `dekker-no-barrier` (NO_BARRIER) does not wait until the others can see what it has said. It holds under SC; with any
! store buffer (TSO, PSO) both may look before either word is in memory, and both go in.
#define EXIT_CPUS	40
#define EXIT_BOTH_IN	42
	.text
	.align	2
	.global	guest_main
	.type	guest_main, @function
guest_main:
	mov	r5,r0
	cmp/eq	#2,r0
	bf/s	1f
	mov	#EXIT_CPUS,r0
	mov.l	.Lwants,r1	! a word of each CPU
	mov	r4,r0
	shll2	r0
	mov	#1,r2
	mov.l	r2,@(r0,r1)	! mine
#ifndef NO_BARRIER
	synco
#endif
	xor	#4,r0
	mov.l	@(r0,r1),r0	! the other's
	tst	r0,r0
	bf/s	1f		! it wants in, or is in: I stay out
	mov	#0,r0
	mov.l	.Linside,r1
	tas.b	@r1		! in, and never out again
	bt/s	1f
	mov	#0,r0
	mov	#EXIT_BOTH_IN,r0
1:	rts
	nop
	.align	2
.Lwants:
	.long	wants
.Linside:
	.long	inside
	.size	guest_main, . - guest_main

	.section .bss.shared, "aw", @nobits
	.align	2
	.global	wants
	.type	wants, @object
wants:	.skip	8
	.size	wants, 8
	.global	inside
	.type	inside, @object
inside:	.skip	4
	.size	inside, 4
