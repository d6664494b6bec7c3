namespace SiloSim.Sh4;

/// <summary>Floating-point instructions; FPSCR.PR and SZ choose the precision and the size.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Floating-Point Single-Precision Instructions".
/// Their meaning is not built yet: with SR.FD clear they raise the illegal instruction exception.</remarks>
internal static class FloatingPointSingle
{
    [Instruction("1111nnnn10001101", "fldi0 FRn", Traits.Fpu)]
    public static void Fldi0(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnn10011101", "fldi1 FRn", Traits.Fpu)]
    public static void Fldi1(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm1100", "fmov FRm,FRn", Traits.Fpu)]
    public static void Fmov(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm1000", "fmov @Rm,FRn", Traits.Fpu)]
    public static void FmovLoad(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm0110", "fmov @(R0,Rm),FRn", Traits.Fpu)]
    public static void FmovLoadIndexed(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm1001", "fmov @Rm+,FRn", Traits.Fpu)]
    public static void FmovLoadPostIncrement(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm1010", "fmov FRm,@Rn", Traits.Fpu)]
    public static void FmovStore(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm1011", "fmov FRm,@-Rn", Traits.Fpu)]
    public static void FmovStorePreDecrement(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm0111", "fmov FRm,@(R0,Rn)", Traits.Fpu)]
    public static void FmovStoreIndexed(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111mmmm00011101", "flds FRm,FPUL", Traits.Fpu)]
    public static void Flds(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnn00001101", "fsts FPUL,FRn", Traits.Fpu)]
    public static void Fsts(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnn01011101", "fabs FRn", Traits.Fpu)]
    public static void Fabs(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm0000", "fadd FRm,FRn", Traits.Fpu)]
    public static void Fadd(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm0100", "fcmp/eq FRm,FRn", Traits.Fpu)]
    public static void FcmpEqual(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm0101", "fcmp/gt FRm,FRn", Traits.Fpu)]
    public static void FcmpGreater(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm0011", "fdiv FRm,FRn", Traits.Fpu)]
    public static void Fdiv(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnn00101101", "float FPUL,FRn", Traits.Fpu)]
    public static void Float(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm1110", "fmac FR0,FRm,FRn", Traits.Fpu)]
    public static void Fmac(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm0010", "fmul FRm,FRn", Traits.Fpu)]
    public static void Fmul(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnn01001101", "fneg FRn", Traits.Fpu)]
    public static void Fneg(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnn01101101", "fsqrt FRn", Traits.Fpu)]
    public static void Fsqrt(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnnmmmm0001", "fsub FRm,FRn", Traits.Fpu)]
    public static void Fsub(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111mmmm00111101", "ftrc FRm,FPUL", Traits.Fpu)]
    public static void Ftrc(Core c, Fields f) => c.RaiseIllegal();
}
