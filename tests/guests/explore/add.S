! `movli-counter`: each of two CPUs adds 1 to a counter once, by MOVLI.L and MOVCO.L, again until the store is done.
! `lost-update` (PLAIN) loads, adds and stores: what the other CPU stores in between is lost, under any memory model.
	.text
	.align	2
	.global	guest_main
	.type	guest_main, @function
guest_main:
	mov.l	.Lcounter,r2
#ifdef PLAIN
	mov.l	@r2,r0
	add	#1,r0
	mov.l	r0,@r2
#else
1:	movli.l	@r2,r0
	add	#1,r0
	movco.l	r0,@r2
	bf	1b		! the reservation was gone: nothing was stored
#endif
	mov.l	.Lcheck,r0
	jmp	@r0
	nop
	.align	2
.Lcheck:
	.long	check_counter
.Lcounter:
	.long	counter
	.size	guest_main, . - guest_main
