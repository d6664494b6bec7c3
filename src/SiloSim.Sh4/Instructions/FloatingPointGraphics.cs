namespace SiloSim.Sh4;

/// <summary>Floating-point graphics acceleration and FPU mode instructions.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Floating-Point Graphics Acceleration Instructions".
/// Their meaning is not built yet: with SR.FD clear they raise the illegal instruction exception.</remarks>
internal static class FloatingPointGraphics
{
    [Instruction("1111nnmm11101101", "fipr FVm,FVn", Traits.Fpu)]
    public static void Fipr(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nn0111111101", "ftrv XMTRX,FVn", Traits.Fpu)]
    public static void Ftrv(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111101111111101", "frchg", Traits.Fpu)]
    public static void Frchg(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111001111111101", "fschg", Traits.Fpu)]
    public static void Fschg(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111011111111101", "fpchg", Traits.Fpu)]
    public static void Fpchg(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnn011111101", "fsca FPUL,DRn", Traits.Fpu)]
    public static void Fsca(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnnn01111101", "fsrra FRn", Traits.Fpu)]
    public static void Fsrra(Core c, Fields f) => c.RaiseIllegal();
}
