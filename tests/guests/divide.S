! u32 divide(u32 dividend, u32 divisor): by the manual's DIV0U and DIV1 sequence. libgcc's division uses the FPU.
	.text
	.align	2
	.global	divide
	.type	divide, @function
divide:
	mov	#0,r1
	mov	r4,r0
	div0u
	.rept	32
	rotcl	r0
	div1	r5,r1
	.endr
	rts
	rotcl	r0
	.size	divide, . - divide
