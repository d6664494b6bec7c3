namespace SiloSim.Sh4;

/// <summary>Every known departure of this core from the hardware, with its reason. Documentation only.</summary>
/// <remarks>
/// <para><b>Not built yet.</b></para>
/// <list type="bullet">
/// <item>User break controller: ASIDs are not compared (BASRA and BASRB answer "no memory"), quadword operands are seen as
/// two longwords. Other debug functions: none.</item>
/// <item>Interrupt controller: IRL pins, the sources of other modules than the timer unit, IPRD and INTPRI00. ICR.MAI,
/// NMIE and IRLM are kept without effect: the NMI has no pin. Timer unit: no input capture (TCPR2), no RTC or external
/// clock, no module stop.</item>
/// </list>
/// <para><b>By choice.</b></para>
/// <list type="bullet">
/// <item>An exception with SR.BL set, and a multiple hit of the TLB, fail the core and say why; hardware resets, which would
/// hide the cause. The same where the vector lies outside memory.</item>
/// <item>An access that nothing answers fails the core; hardware's answer depends on the bus.</item>
/// <item>Caches: memory is coherent, and so is text unless the instruction cache is modelled. OCBI, OCBP and OCBWB only check
/// their address, PREF does nothing, MOVCA.L is a plain store. CCR keeps what is written, but for ICI and OCI, which read
/// 0. Literals are data: the modelled instruction cache never holds them back.</item>
/// <item>The modelled instruction cache: PREFI fetches nothing. Which way goes is least recently used, also where the chip
/// keeps less. A line that was never filled cannot be made valid through the address array. A store into the address
/// array needs no jump from P2. CCR.IIX counts with one and two ways only. The guest begins with CCR.ICE set, as a boot
/// loader leaves it. ICBI with CCR.IBE is done on all cores before the turn ends in lockstep; in free mode cores of
/// other silos forget the line a little later, and SYNCO does not wait for them. A core that sleeps while 65,536 lines
/// are broadcast forgets all of its own.</item>
/// <item>The timer unit counts in virtual time: one instruction is one cycle of the CPU clock, Pck a quarter of it, so Pck/4
/// counts once in 16 instructions. Prescalers of all channels tick together from virtual time 0.</item>
/// <item>MOVCO.L is a compare-exchange with the value that MOVLI.L read: a word that another CPU changed and changed
/// back in between goes unnoticed. It fails at another address than MOVLI.L's, where a single SH-4A would store. An own
/// store to the word takes the reservation away.</item>
/// <item>Only one NMI at a time: a second one is held back until the RTE of the first, also when the handler has
/// cleared SR.BL, and with ICR.NMIB. A handler that leaves its NMI otherwise than by RTE stays inside it.</item>
/// <item>An exception in a delay slot undoes PR, and for RTE also SR; the manual leaves both open.</item>
/// <item>TRAPA with the number <see cref="HostCall.Immediate"/> calls the host and raises nothing.</item>
/// <item>Over the address space of a user program every exception and every TRAPA leaves to the host, EXPEVT alone is
/// set; 31 bits of an address count and nothing is translated. MOVCO.L stores at any address while the reservation
/// holds, as on a single SH-4A.</item>
/// <item>TRAPA counts as a retired instruction; an instruction that is run again after its exception does not.</item>
/// <item>The control registers in P4 answer to 32-bit accesses only, and not at their alias in area 7 (1F000000). The
/// operand cache has no arrays, the instruction cache only where it is modelled.</item>
/// <item>A fetch from P4 fails with "no memory".</item>
/// <item>FPU: an enabled event raises the exception when it has happened. The hardware may raise it for O, U and I
/// when it only could happen (and shows no cause then), which no handler can rely on.</item>
/// <item>FPU: what the manual calls undefined is illegal: odd registers and FMAC, FIPR, FTRV, FSCA, FSRRA, FRCHG and FSCHG
/// with PR = 1, FCNVSD and FCNVDS with PR = 0. FLDI0 and FLDI1 load a single in both precisions, and FABS and FNEG change
/// the sign of any register, since compilers and programs rely on it. RM = 10 and 11 round to nearest.</item>
/// <item>FMOV of a pair with PR = SZ = 1, undefined on the SH-4, does what the SH-4A does: in memory the lower half of
/// the double, the odd register, has the lower address. It is two accesses of 32 bits, not one step for others.</item>
/// <item>FSCA and FSRRA give the single nearest to the true value; the hardware's error is up to 2^-21 (FSRRA: of the
/// value), its last bits are not known.</item>
/// <item><see cref="CpuState.CompletesDenormals"/> takes the FPU error away, as Linux's handler for it does.</item>
/// <item>A TLB multiple hit fails the core and names the address; hardware resets.</item>
/// <item>MMUCR.URC steps at each exception of the TLB (miss, first write, protection), not at each access to the UTLB: the
/// next LDTLB finds another entry, and the number does not depend on what the software TLB answers.</item>
/// <item>LRUI is set when a fetch comes to another page, a branch to another page included, not by each instruction.</item>
/// <item>The page attributes C, WT, SA and TC are kept without effect.</item>
/// <item>Only MOV.L stores into the store queues; other sizes, and loads from E0000000 to E3FFFFFF, answer "no memory".
/// A queue that PREF sends is in memory before the next instruction.</item>
/// <item>PREF to other addresses is no access: it neither misses nor steps anything.</item>
/// <item>Changes of MMUCR, PTEH and the TLB hold from the next instruction on, also in the text that makes them.</item>
/// <item>A mapped page that leads to area 7 does not reach the control registers.</item>
/// <item>No cycle counts: one instruction is one unit of virtual time.</item>
/// <item>MOVUA.L of an unaligned word is four byte loads: it is not one step for other CPUs.</item>
/// </list>
/// <para><b>Inferred, with no manual at hand.</b></para>
/// <list type="bullet">
/// <item>MAC.L with S = 1 clamps the full 64-bit sum to 48 bits and sign-extends into MACH; MAC.W with S = 1 adds to
/// MACL alone, and an overflow sets MACH to 1: both as others report of the hardware.</item>
/// <item>User breaks: with SR.BL set a match only sets its flag. A break before a slot is one before its branch. In sequence
/// B must match at a later instruction than A. The size in BBR does not count for fetches.</item>
/// <item>SLEEP in a delay slot sleeps at the branch's target. A held-back NMI or interrupt wakes a sleeper.</item>
/// <item>LDC Rm,SR and LDC.L @Rm+,SR are illegal in a delay slot; other LDC are not. An interrupt that they or RTE let
/// through is accepted right behind them (RTE: behind its slot).</item>
/// <item>An address error sets PTEH.VPN too. An associative write that fits in UTLB and ITLB copies the entry to the
/// ITLB. LRUI values that the manual prohibits replace entry 0.</item>
/// <item>FPU error: with DN = 0 a denormalised operand of FADD, FSUB, FMUL, FDIV, FSQRT, FMAC, FCNVSD, FCNVDS or FSRRA
/// raises it, unless a NaN decides first, or for a negative root or a division by zero those do. FCMP, FTRC, FIPR, FTRV
/// and denormalised results raise none.</item>
/// <item>With DN = 1 a result that is tiny after rounding becomes zero with U and I; with DN = 0 U goes with I only.
/// </item>
/// <item>The cause and the flag of an event are set also when it raises the exception. E has no flag.</item>
/// <item>FCMP/EQ finds only signalling NaNs invalid, FCMP/GT all; FTRC of a NaN is 80000000, and a fraction that FTRC
/// cuts off is not an inexact result. FMAC of zero times infinity is invalid also with a quiet NaN as the addend.</item>
/// <item>FIPR and FTRV keep 30 bits of each product (of 48, the lower 18 are dropped), align to the product with the
/// greatest exponent by cutting off, and round the sum once. A sum of zeros is -0 if all products are.</item>
/// <item>OCBI is checked as a store, OCBP, OCBWB and ICBI as loads, none for alignment.</item>
/// </list>
/// </remarks>
internal static class Fidelity;
