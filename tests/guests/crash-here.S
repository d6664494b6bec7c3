! void crash_here(void): the way of crashing is chosen on the command line. The instruction that fails is at crash_at;
! NOWHERE fails at its target instead, where no symbol is.
	.text
	.align	2
	.global	crash_here
	.type	crash_here, @function
crash_here:
#if defined(ILLEGAL)
	nop
	.global	crash_at
crash_at:
	.word	0xfffd		! the manual's undefined instruction
	rts
	nop
#elif defined(UNALIGNED)
	mov.l	.Lodd,r1
	.global	crash_at
crash_at:
	mov.l	@r1,r0
	rts
	nop
	.align	2
.Lodd:
	.long	_start + 1
#elif defined(NOWHERE)
	mov.l	.Lnowhere,r0
	jsr	@r0
	nop
	rts
	nop
	.align	2
.Lnowhere:
	.long	0x8a000000	! area 2: no memory on the bare board
#else
#error choose ILLEGAL, UNALIGNED or NOWHERE
#endif
	.size	crash_here, . - crash_here
