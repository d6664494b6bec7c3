! `nmi-enter-exit`: the seed's protocol in instructions. CPU 0 modifies `site` once; CPU 1 does nothing but take NMIs,
! whose handler reads the site twice: in one NMI it is the same, and at the end it is the new one.
! `nmi-enter-exit-no-retry` (NO_RETRY): the NMI takes no notice of a MOVCO.L that stored nothing. If the patcher has set
! its flag in between, the NMI neither is counted nor sees the flag, and the site changes under it, under any memory model.
#define EXIT_CHANGED	43
#define EXIT_OLD	44
	.text
	.align	2
	.global	guest_main
	.type	guest_main, @function
guest_main:			! r4 = CPU
	tst	r4,r4
	bt	patcher
	mov.l	.Lvectors,r1
	ldc	r1,vbr
	mov.l	.Lopen,r1
	ldc	r1,sr		! NMIs come from here on; they strike where this CPU says that it is done
	rts
	mov	#0,r0

patcher:			! SR.BL is set: no NMIs here
	mov.l	.Lrunning,r1
	mov.l	.Lip,r2
	mov.l	.Lnewcode,r3
	mov.l	.Lsite,r6
	mov	#2,r7
	mov.l	r6,@r2		! fill the buffers
	mov.l	r7,@r3
	synco			! barrier 1
1:	movli.l	@r1,r0		! wait until no NMI runs, and set the flag in the same step
	tst	r0,r0
	bf	1b
	mov.l	.Lflag,r0
	movco.l	r0,@r1
	bf	1b
	synco			! barrier 2
	mov.l	@r2,r4		! write, as the NMIs do
	mov.l	@r3,r0
	mov.l	r0,@r4
	synco			! barrier 3
2:	movli.l	@r1,r0		! clear the flag
	shll	r0
	shlr	r0
	movco.l	r0,@r1
	bf	2b
3:	mov.l	@r1,r0		! wait until no NMI uses the buffers any longer
	tst	r0,r0
	bf	3b
	mov.l	@r6,r0
	cmp/eq	r7,r0
	bt/s	4f
	mov	#0,r0
	mov	#EXIT_OLD,r0
4:	rts
	nop
	.align	2
.Lvectors:
	.long	vectors
.Lopen:
	.long	0x400000f0	! MD, IMASK = 15
.Lrunning:
	.long	nmi_running
.Lip:
	.long	mod_code_ip
.Lnewcode:
	.long	mod_code_newcode
.Lsite:
	.long	site
.Lflag:
	.long	0x80000000	! MOD_CODE_WRITE_FLAG
	.size	guest_main, . - guest_main

	.section .text.vectors, "ax"
	.align	12
	.global	vectors
vectors:
	.org	0x100
general_exception:
	mov	#7,r3		! HOST_EXCEPTION
	trapa	#0x3c
1:	bra	1b
	nop

	.org	0x600		! r0..r7 are the other bank's, and no second NMI comes: nothing is saved
	.global	nmi_entry
	.type	nmi_entry, @function
nmi_entry:
	mov.l	.Lnmi_running,r1
1:	movli.l	@r1,r0		! ftrace_nmi_enter: one more runs
	add	#1,r0
	movco.l	r0,@r1
#ifndef NO_RETRY
	bf	1b
#endif
	cmp/pz	r0
	bt	2f		! no flag
	synco			! read barrier
	mov.l	.Lnmi_ip,r2
	mov.l	.Lnmi_newcode,r3
	mov.l	@r2,r2
	mov.l	@r3,r3
	mov.l	r3,@r2
2:	synco			! enter barrier
	mov.l	.Lnmi_site,r2
	mov.l	@r2,r3		! the handler
	mov.l	@r2,r4
	synco			! exit barrier
3:	movli.l	@r1,r0		! ftrace_nmi_exit: one less
	add	#-1,r0
	movco.l	r0,@r1
	bf	3b
	cmp/eq	r3,r4
	bf	4f
	mov	#0,r0		! what nobody reads any longer makes no states differ
	mov	#0,r1
	mov	#0,r2
	mov	#0,r3
	mov	#0,r4
	rte
	nop			! in the slot it would be the other bank's
4:	mov	#0,r3		! HOST_EXIT
	mov	#EXIT_CHANGED,r4
	trapa	#0x3c
	.align	2
.Lnmi_running:
	.long	nmi_running
.Lnmi_ip:
	.long	mod_code_ip
.Lnmi_newcode:
	.long	mod_code_newcode
.Lnmi_site:
	.long	site
	.size	nmi_entry, . - nmi_entry

	.data
	.align	2
	.global	site
	.type	site, @object
site:	.long	1
	.size	site, 4
