! What the literals of the call sites may hold. In a section of its own, which the linker script puts into another
! 64 KiB block than the traced functions and at other low halves: a word of which only one half was written equals
! neither the old nor the new word.
	.section .text.mcount, "ax"
	.align	2

! As linked, every literal holds mcount; a dynamic kernel's mcount returns at once.
	.global	mcount
	.global	_mcount
	.type	mcount, @function
	.type	_mcount, @function
mcount:
_mcount:
	rts
	nop
	.size	mcount, . - mcount
	.size	_mcount, . - _mcount

! A site that is switched on comes here: pr = the instruction after the literal, the caller's pr on the stack.
! Beside the kernel's r4..r7 and pr, r2 is kept: it holds the address of a structure that a function returns.
	.align	2
	.global	ftrace_caller
	.type	ftrace_caller, @function
ftrace_caller:
	mov.l	r2,@-r15
	mov.l	r4,@-r15
	mov.l	r5,@-r15
	mov.l	r6,@-r15
	mov.l	r7,@-r15
	sts.l	pr,@-r15
	mov.l	@(24,r15),r4	! parent: what the stub has pushed
	sts	pr,r5
	mov.l	ftrace_call,r6
	jsr	@r6
	nop
	lds.l	@r15+,pr
	mov.l	@r15+,r7
	mov.l	@r15+,r6
	mov.l	@r15+,r5
	mov.l	@r15+,r4
	rts
	mov.l	@r15+,r2
	.align	2
! The second patched literal: which tracer ftrace_caller calls.
	.global	ftrace_call
	.type	ftrace_call, @object
ftrace_call:
	.long	ftrace_stub
	.size	ftrace_call, 4
	.size	ftrace_caller, . - ftrace_caller

	.align	2
	.global	ftrace_stub
	.type	ftrace_stub, @function
ftrace_stub:
	rts
	nop
	.size	ftrace_stub, . - ftrace_stub
