! Entry, and the two system calls, in the convention of Linux (as qemu-sh4 and exec take it) or of GNU sim. The rest of
! a program is the same text at the same addresses in both.
	.section .text.start, "ax"
	.global _start, put
_start:
	mov.l	stack, r15
	mov.l	initial, r0
	lds	r0, fpscr
	mov.l	program, r0
	jsr	@r0
	nop
#ifdef LINUX
	mov	r0, r4
	mov	#1, r3		! exit
	trapa	#0x13
put:				! r4 = text, r5 = length
	mov	r5, r6
	mov	r4, r5
	mov	#1, r4		! standard output
	mov	#4, r3		! write
	trapa	#0x13
	rts
	nop
	nop
#else
	mov	r0, r5
	mov	#1, r4		! exit
	trapa	#34
put:
	mov	r5, r7
	mov	r4, r6
	mov	#1, r5
	mov	#4, r4		! write
	trapa	#34
	rts
	nop
	nop
#endif
	.align 2
stack:	.long	stack_end
initial:	.long	0x00080000	! double precision, as the compiler expects
program: .long	main
	.section .bss
	.align 3
	.space	0x4000
stack_end:
