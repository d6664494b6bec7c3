! The vectors of `mmu`, its way into user mode and back, and the first page of its user text. Everything comes with SR.RB
! and SR.BL set, so r0..r7 are the handler's own bank.
!
! TTB points to four regions of 16 bytes, one for each 256 MiB of U0 from 0 to 3fffffff: address of its PTELs, minus the
! shift of its page size, number of pages, and a word of ours: 0 the kernel's stack, 1 TLB misses, 2 first writes.
	.section .text.vectors, "ax"
	.align	12
	.global	mmu_vectors
mmu_vectors:
	.org	0x100
	.global	general_entry
	.type	general_entry, @function
general_entry:
	mov.l	.Lccn,r7
	mov.l	.Lexpevt,r0
	mov.l	@r0,r0
	mov.l	.Ltrapa,r1
	cmp/eq	r0,r1
	bt	leave_user
	mov.l	.Lfirst_write,r1
	cmp/eq	r0,r1
	bf	unhandled
	sts	pr,r4
	bsr	find_page
	nop
	lds	r4,pr
	mov.l	@(8,r7),r1
	mov.l	@(44,r1),r2
	add	#1,r2
	mov.l	r2,@(44,r1)
	mov	#4,r2		! D, in the page table and in the TLB
	or	r2,r6
	mov.l	r6,@r5
	mov.l	@r7,r0		! the old entry goes: PTEH has its page and ASID, V and D are written 0
	mov.l	.Lvpn,r2
	and	r2,r0
	mov.l	.Lassociative,r1
	mov.l	r0,@r1
	mov.l	r6,@(4,r7)
	ldtlb
	rte
	nop
leave_user:			! trapa: back to the caller of enter_user, in bank 0
	mov.l	@(8,r7),r1
	mov.l	@(12,r1),r15
	mov.l	.Lkernel_sr,r0
	ldc	r0,ssr
	mov.l	.Lleft_user,r0
	ldc	r0,spc
	rte
	nop
unhandled:			! the host names the crash
	mov	#7,r3		! HOST_EXCEPTION
	trapa	#0x3c
1:	bra	1b
	nop
find_page:			! r7 = CCN -> r5 = where the page's PTEL is, r6 = that
	mov.l	@(12,r7),r0	! TEA
	mov.l	@(8,r7),r1	! TTB
	mov	r0,r2
	mov	#-28,r3
	shld	r3,r2
	mov	#4,r3
	cmp/hs	r3,r2
	bt	unhandled
	shll2	r2
	shll2	r2
	add	r2,r1
	mov.l	.Loffset,r3
	and	r3,r0
	mov.l	@(4,r1),r3
	shld	r3,r0
	mov.l	@(8,r1),r3
	cmp/hs	r3,r0
	bt	unhandled
	shll2	r0
	mov.l	@r1,r5
	add	r0,r5
	mov.l	@r5,r6
	tst	r6,r6
	bt	unhandled
	rts
	nop
	.align	2
.Lccn:		.long	0xff000000
.Lexpevt:	.long	0xff000024
.Ltrapa:	.long	0x160
.Lfirst_write:	.long	0x080
.Lvpn:		.long	0xfffffc00
.Lassociative:	.long	0xf6000080
.Lkernel_sr:	.long	0x500000f0	! MD, BL, IMASK = 15
.Lleft_user:	.long	left_user
.Loffset:	.long	0x0fffffff
	.size	general_entry, . - general_entry

	.org	0x400
	.global	miss_entry
	.type	miss_entry, @function
miss_entry:
	mov.l	.Lccn2,r7
	sts	pr,r4
	bsr	find_page
	nop
	lds	r4,pr
	mov.l	@(8,r7),r1
	mov.l	@(28,r1),r2
	add	#1,r2
	mov.l	r2,@(28,r1)
	mov.l	r6,@(4,r7)
	ldtlb
	rte
	nop
	.align	2
.Lccn2:		.long	0xff000000
	.size	miss_entry, . - miss_entry

	.org	0x600		! NMIs
	rte
	nop

! u32 enter_user(u32 entry, u32 first, u32 second, u32 third, u32 stack): runs to its trapa, which brings back r0.
	.align	2
	.global	enter_user
	.type	enter_user, @function
enter_user:
	mov.l	@r15,r0		! stack
	sts.l	pr,@-r15
	mov.l	r8,@-r15
	mov.l	r9,@-r15
	mov.l	r10,@-r15
	mov.l	r11,@-r15
	mov.l	r12,@-r15
	mov.l	r13,@-r15
	mov.l	r14,@-r15
	sts.l	macl,@-r15
	sts.l	mach,@-r15
	mov.l	.Lttb,r1
	mov.l	@r1,r1
	mov.l	r15,@(12,r1)
	ldc	r4,spc
	mov	r4,r3
	mov.l	.Luser_work,r1
	add	r1,r3
	mov.l	.Luser_entry,r1
	sub	r1,r3
	mov.l	.Luser_sr,r1
	ldc	r1,ssr
	mov	r5,r4
	mov	r6,r5
	mov	r7,r6
	mov	r0,r15
	rte
	nop
left_user:
	lds.l	@r15+,mach
	lds.l	@r15+,macl
	mov.l	@r15+,r14
	mov.l	@r15+,r13
	mov.l	@r15+,r12
	mov.l	@r15+,r11
	mov.l	@r15+,r10
	mov.l	@r15+,r9
	mov.l	@r15+,r8
	lds.l	@r15+,pr
	rts
	nop
	.align	2
.Lttb:		.long	0xff000008
.Luser_work:	.long	user_work
.Luser_entry:	.long	user_entry
.Luser_sr:	.long	0x000000f0	! user mode, IMASK = 15
	.size	enter_user, . - enter_user

! User text: the last instruction of its first page is a branch whose slot is in the second; user_work is in the third.
	.org	0x1ffe
	.global	user_entry
	.type	user_entry, @function
user_entry:
	jsr	@r3		! user_work, as far from here as it is in memory
	nop
	trapa	#1
	.size	user_entry, . - user_entry
