! The vectors of a guest that takes NMIs. NMIs come with SR.RB and SR.BL set: r0..r7 are the handler's own bank, and
! no second NMI comes before the RTE. r15 is always a stack of this CPU (SH has no red zone), so it is not switched.
	.section .text.vectors, "ax"
	.align	12
	.global	vectors
vectors:
	.org	0x100
	.global	general_exception
	.type	general_exception, @function
general_exception:		! nothing that a guest does on purpose: the host names the crash
	mov	#7,r3		! HOST_EXCEPTION
	trapa	#0x3c
1:	bra	1b
	nop
	.size	general_exception, . - general_exception

	.org	0x400		! TLB misses come here; there is no MMU in use
	bra	general_exception
	nop

	.org	0x600
	.global	nmi_entry
	.type	nmi_entry, @function
nmi_entry:
	mov.l	.Lintevt,r0
	mov.l	@r0,r0
	mov.l	.Lnmi_code,r1
	cmp/eq	r0,r1
	bf	general_exception_far
	sts.l	pr,@-r15
	sts.l	mach,@-r15
	sts.l	macl,@-r15
	stc.l	ssr,@-r15
	stc.l	spc,@-r15
	mov.l	.Lnmi_handler,r0
	jsr	@r0
	nop
	ldc.l	@r15+,spc
	ldc.l	@r15+,ssr
	lds.l	@r15+,macl
	lds.l	@r15+,mach
	lds.l	@r15+,pr
	rte
	nop
general_exception_far:
	bra	general_exception
	nop
	.align	2
.Lintevt:
	.long	0xff000028	! INTEVT
.Lnmi_code:
	.long	0x1c0
.Lnmi_handler:
	.long	nmi_handler
	.size	nmi_entry, . - nmi_entry
