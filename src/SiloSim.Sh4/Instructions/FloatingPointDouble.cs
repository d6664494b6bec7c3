namespace SiloSim.Sh4;

/// <summary>Floating-point instructions that exist in double precision only; with FPSCR.PR clear they are reserved.
/// </summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Floating-Point Double-Precision Instructions".</remarks>
internal static class FloatingPointDouble
{
    [Instruction("1111mmm010111101", "fcnvds DRm,FPUL", Traits.Fpu)]
    public static void Fcnvds(Core c, Fields f)
    {
        if (c.OnlyDouble())
        {
            uint single = SingleFloat.FromDouble(c.Dr(f.N), c.Fpscr, out uint events);
            if (c.Finishes(events))
            {
                c.State.FpulNow = single;
            }
        }
    }

    [Instruction("1111nnn010101101", "fcnvsd FPUL,DRn", Traits.Fpu)]
    public static void Fcnvsd(Core c, Fields f)
    {
        if (c.OnlyDouble())
        {
            c.FinishDouble(f.N, SingleFloat.ToDouble(c.State.FpulNow, c.Fpscr, out uint events), events);
        }
    }
}
