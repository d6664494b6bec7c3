! The entry: argc is at r15, then argv, then the environment.
	.text
	.global	_start
_start:
	mov.l	@r15,r4
	mov	r15,r5
	add	#4,r5
	mov	r4,r6
	shll2	r6
	add	r5,r6
	add	#4,r6
	mov.l	1f,r0
	jsr	@r0
	nop
	mov	r0,r4
	mov	#1,r3
	trapa	#0x11
	.align	2
1:	.long	main

! long call6(number, a, b, c, d, e, f): a Linux system call. The last three are on the stack.
	.global	call6
	.type	call6, @function
call6:
	mov	r4,r3
	mov	r5,r4
	mov	r6,r5
	mov	r7,r6
	mov.l	@r15,r7
	mov.l	@(4,r15),r0
	mov.l	@(8,r15),r1
	trapa	#0x16
	rts
	nop
	.size	call6, . - call6

! int save(long *place): r8 to r15, PR and four registers of the FPU; the first time it returns 0.
	.global	save
save:
	mov.l	r8,@r4
	mov.l	r9,@(4,r4)
	mov.l	r10,@(8,r4)
	mov.l	r11,@(12,r4)
	mov.l	r12,@(16,r4)
	mov.l	r13,@(20,r4)
	mov.l	r14,@(24,r4)
	mov.l	r15,@(28,r4)
	sts	pr,r0
	mov.l	r0,@(32,r4)
	rts
	mov	#0,r0

! void resume(long *place, int value): goes back to where save returned, which returns the value now.
	.global	resume
resume:
	mov.l	@(32,r4),r0
	lds	r0,pr
	mov.l	@r4,r8
	mov.l	@(4,r4),r9
	mov.l	@(8,r4),r10
	mov.l	@(12,r4),r11
	mov.l	@(16,r4),r12
	mov.l	@(20,r4),r13
	mov.l	@(24,r4),r14
	mov.l	@(28,r4),r15
	rts
	mov	r5,r0
