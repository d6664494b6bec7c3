! The guest on which `silosim replay --machine` takes the steps of a counterexample. Its call sites are where the model of
! the explorer has them, and so are the tracers that they call, one each: what is read and written is the same, to the bit.
! An NMI calls each of the first `site_count` sites twice, in order. Outside of NMIs each CPU writes one byte when it can
! take NMIs, and then calls each site once: the host lets only those CPUs go on there that are to read sites.
#define SITES	8

! What gcc -pg makes of a function that does nothing; the literal is 12 bytes behind its beginning.
	.macro	site n
	.section .text.site\n, "ax"
	.align	2
	.global	site_\n
	.type	site_\n, @function
site_\n:
	mov.l	.Lliteral\n,r1
	sts.l	pr,@-r15
	mova	.Lbehind\n,r0
	jmp	@r1
	lds	r0,pr
	.align	2
.Lliteral\n:
	.long	mcount
.Lbehind\n:
	lds.l	@r15+,pr
	rts
	nop
	.size	site_\n, . - site_\n

	.section .text.tracer\n, "ax"
	.align	1
	.global	tracer_\n
	.type	tracer_\n, @function
tracer_\n:
	rts
	nop
	.size	tracer_\n, . - tracer_\n
	.endm

	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	site	\n
	.endr

	.text
	.align	2
	.global	mcount
	.type	mcount, @function
mcount:
	rts
	nop
	.size	mcount, . - mcount

! void nmi_handler(void): each site twice, one after the other.
	.align	2
	.global	nmi_handler
	.type	nmi_handler, @function
nmi_handler:
	sts.l	pr,@-r15
	mov.l	r8,@-r15
	mov.l	r9,@-r15
	mov.l	.Lsite_table,r8
	mov.l	.Lsite_count,r0
	mov.l	@r0,r9
1:	mov.l	@r8,r0
	jsr	@r0
	nop
	mov.l	@r8+,r0
	jsr	@r0
	nop
	dt	r9
	bf	1b
	mov.l	@r15+,r9
	mov.l	@r15+,r8
	lds.l	@r15+,pr
	rts
	nop
	.size	nmi_handler, . - nmi_handler

! int guest_main(int cpu, int cpus)
	.align	2
	.global	guest_main
	.type	guest_main, @function
guest_main:
	sts.l	pr,@-r15
	mov.l	.Lvectors,r4
	mov.l	.Lenable_nmi,r0
	jsr	@r0
	nop
	mov	#1,r3		! HOST_WRITE
	mov.l	.Lready,r4
	mov	#1,r5
	trapa	#0x3c
	mov.l	.Lsite_table,r8
	mov.l	.Lsite_count,r0
	mov.l	@r0,r9
1:	mov.l	@r8+,r0
	jsr	@r0
	nop
	dt	r9
	bf	1b
	lds.l	@r15+,pr
	rts
	mov	#0,r0
	.align	2
.Lvectors:
	.long	vectors
.Lenable_nmi:
	.long	enable_nmi
.Lready:
	.long	ready
.Lsite_table:
	.long	site_table
.Lsite_count:
	.long	site_count
	.size	guest_main, . - guest_main

	.section .rodata, "a"
	.align	2
	.global	site_table
	.type	site_table, @object
site_table:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.long	site_\n
	.endr
	.size	site_table, SITES * 4
ready:
	.ascii	"."

! The host stores here how many sites there are to be.
	.data
	.align	2
	.global	site_count
	.type	site_count, @object
site_count:
	.long	SITES
	.size	site_count, 4
