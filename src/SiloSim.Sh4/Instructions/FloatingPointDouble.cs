namespace SiloSim.Sh4;

/// <summary>Floating-point instructions that exist in double precision only.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Floating-Point Double-Precision Instructions".
/// Their meaning is not built yet: with SR.FD clear they raise the illegal instruction exception.</remarks>
internal static class FloatingPointDouble
{
    [Instruction("1111mmm010111101", "fcnvds DRm,FPUL", Traits.Fpu)]
    public static void Fcnvds(Core c, Fields f) => c.RaiseIllegal();

    [Instruction("1111nnn010101101", "fcnvsd FPUL,DRn", Traits.Fpu)]
    public static void Fcnvsd(Core c, Fields f) => c.RaiseIllegal();
}
