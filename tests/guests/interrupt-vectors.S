! The vectors of `interrupts`: everything comes with SR.RB and SR.BL set, so r0..r7 are the handler's own bank.
	.section .text.vectors, "ax"
	.align	12
	.global	interrupt_vectors
interrupt_vectors:
	.org	0x100
	.type	general_exception, @function
general_exception:		! nothing that this guest does on purpose: the host names the crash
	mov	#7,r3		! HOST_EXCEPTION
	trapa	#0x3c
1:	bra	1b
	nop
	.size	general_exception, . - general_exception

	.org	0x400		! TLB misses come here; there is no MMU in use
	bra	general_exception
	nop

	.org	0x600
	.type	interrupt_entry, @function
interrupt_entry:		! void interrupt_handler(u32 intevt), NMIs included
	mov.l	.Lintevt,r0
	mov.l	@r0,r4
	sts.l	pr,@-r15
	sts.l	mach,@-r15
	sts.l	macl,@-r15
	stc.l	ssr,@-r15
	stc.l	spc,@-r15
	mov.l	.Linterrupt_handler,r0
	jsr	@r0
	nop
	ldc.l	@r15+,spc
	ldc.l	@r15+,ssr
	lds.l	@r15+,macl
	lds.l	@r15+,mach
	lds.l	@r15+,pr
	rte
	nop
	.align	2
.Lintevt:
	.long	0xff000028	! INTEVT
.Linterrupt_handler:
	.long	interrupt_handler
	.size	interrupt_entry, . - interrupt_entry
