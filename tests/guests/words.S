! The words of the protocol, in a page that no text of the guest touches: host and debugger find them by name.
	.section .bss.words, "aw", @nobits
	.align	12
	.macro	word name
	.global	\name
	.type	\name, @object
\name:	.skip	4
	.size	\name, 4
	.endm
	word	nmi_running
	word	mod_code_ip
	word	mod_code_newcode
	word	mod_code_status
	word	nmi_wait_count
	word	nmi_update_count
	.align	12
