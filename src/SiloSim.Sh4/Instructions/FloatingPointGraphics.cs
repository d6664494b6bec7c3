using System.Runtime.InteropServices;

namespace SiloSim.Sh4;

/// <summary>Floating-point graphics acceleration and FPU mode instructions.</summary>
/// <remarks>Source: SH-4 software manual, "Instruction Set", "Floating-Point Graphics Acceleration Instructions";
/// SH-4A software manual on FPCHG, FSCA and FSRRA.</remarks>
internal static class FloatingPointGraphics
{
    private const int Terms = 4;

    [Instruction("1111nnmm11101101", "fipr FVm,FVn", Traits.Fpu)]
    public static void Fipr(Core c, Fields f)
    {
        if (c.OnlySingle())
        {
            ReadOnlySpan<uint> n = MemoryMarshal.CreateReadOnlySpan(ref c.Fr(f.N & 0xC), Terms);
            ReadOnlySpan<uint> m = MemoryMarshal.CreateReadOnlySpan(ref c.Fr((f.N & 3) << 2), Terms);
            c.FinishSingle(f.N | 3, InnerProduct.Of(n, m, c.Fpscr, out uint events), events);
        }
    }

    [Instruction("1111nn0111111101", "ftrv XMTRX,FVn", Traits.Fpu)]
    public static void Ftrv(Core c, Fields f)
    {
        if (!c.OnlySingle())
        {
            return;
        }
        Span<uint> vector = MemoryMarshal.CreateSpan(ref c.Fr(f.N & 0xC), Terms);
        Span<uint> row = stackalloc uint[Terms];
        Span<uint> results = stackalloc uint[Terms];
        uint events = 0;
        for (uint i = 0; i < Terms; i++)
        {
            for (uint k = 0; k < Terms; k++)
            {
                row[(int)k] = c.State.Xf(i + (k * Terms));
            }
            results[(int)i] = InnerProduct.Of(row, vector, c.Fpscr, out uint more);
            events |= more;
        }
        if (c.Finishes(events))
        {
            results.CopyTo(vector);
        }
    }

    [Instruction("1111101111111101", "frchg", Traits.Fpu)]
    public static void Frchg(Core c, Fields f)
    {
        if (c.OnlySingle())
        {
            c.State.Fpscr ^= FloatingStatus.FrBit;
        }
    }

    [Instruction("1111001111111101", "fschg", Traits.Fpu)]
    public static void Fschg(Core c, Fields f)
    {
        if (c.OnlySingle())
        {
            c.State.FpscrNow ^= FloatingStatus.SzBit;
        }
    }

    [Instruction("1111011111111101", "fpchg", Traits.Fpu)]
    public static void Fpchg(Core c, Fields f) => c.State.FpscrNow ^= FloatingStatus.PrBit;

    [Instruction("1111nnn011111101", "fsca FPUL,DRn", Traits.Fpu)]
    public static void Fsca(Core c, Fields f)
    {
        if (c.OnlySingle() && c.Finishes(FloatingStatus.Inexact))
        {
            c.Fr(f.N) = SineTable.Sine(c.State.FpulNow);
            c.Fr(f.N + 1) = SineTable.Cosine(c.State.FpulNow);
        }
    }

    [Instruction("1111nnnn01111101", "fsrra FRn", Traits.Fpu)]
    public static void Fsrra(Core c, Fields f)
    {
        if (c.OnlySingle())
        {
            c.FinishSingle(f.N, SingleFloat.ReciprocalSquareRoot(c.Fr(f.N), c.Fpscr, out uint events), events);
        }
    }
}
