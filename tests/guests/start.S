! Entry of every CPU: r4 = CPU number, r5 = CPU count, r15 = top of its stack, SR = 0x700000f0.
	.section .text.start, "ax"
	.align	2
	.global	_start
	.type	_start, @function
_start:
	mov	r4,r8		! r0..r7 are banked: carry the arguments over in r8 and r9
	mov	r5,r9
	mov.l	.Lbank0_blocked,r0
	ldc	r0,sr
	nop
	mov	r8,r4
	mov	r9,r5
	mov	#0,r14
	mov.l	.Lguest_main,r0
	jsr	@r0
	nop
	mov	r0,r4
	mov	#0,r3		! HOST_EXIT
	trapa	#0x3c
1:	bra	1b
	nop
	.align	2
.Lbank0_blocked:
	.long	0x500000f0	! MD, BL, IMASK = 15
.Lguest_main:
	.long	guest_main
	.size	_start, . - _start

! void enable_nmi(const void *vectors): NMIs come from the LDC to SR on.
	.align	2
	.global	enable_nmi
	.type	enable_nmi, @function
enable_nmi:
	ldc	r4,vbr
	mov.l	.Lbank0_open,r0
	ldc	r0,sr
	rts
	nop
	.align	2
.Lbank0_open:
	.long	0x400000f0	! MD, IMASK = 15
	.size	enable_nmi, . - enable_nmi
