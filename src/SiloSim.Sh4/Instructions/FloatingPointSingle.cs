using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>Floating-point instructions; FPSCR.PR chooses the precision of operations, SZ the size of moves.</summary>
/// <remarks>
/// Source: SH-4 software manual, "Instruction Set", "Floating-Point Single-Precision Instructions" and
/// "Floating-Point Double-Precision Instructions". In double precision odd registers are reserved.
/// </remarks>
internal static class FloatingPointSingle
{
    private const uint One = 0x3F80_0000;
    private const uint SignBit = 0x8000_0000;

    [Instruction("1111nnnn10001101", "fldi0 FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fldi0(Core c, Fields f) => c.Fr(f.N) = 0;

    [Instruction("1111nnnn10011101", "fldi1 FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fldi1(Core c, Fields f) => c.Fr(f.N) = One;

    [Instruction("1111nnnnmmmm1100", "fmov FRm,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fmov(Core c, Fields f)
    {
        if (!c.MovesPairs)
        {
            c.Fr(f.N) = c.Fr(f.M);
        }
        else
        {
            CopyPair(ref c.Pair(f.M), ref c.Pair(f.N));
        }
    }

    [Instruction("1111nnnnmmmm1000", "fmov @Rm,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FmovLoad<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.M);
        if (!c.MovesPairs)
        {
            if (c.Load32<TPath>(address, out uint value))
            {
                c.Fr(f.N) = value;
            }
        }
        else if (c.LoadPair<TPath>(address, out uint even, out uint odd))
        {
            SetPair(ref c.Pair(f.N), even, odd);
        }
    }

    [Instruction("1111nnnnmmmm0110", "fmov @(R0,Rm),FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FmovLoadIndexed<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.M) + c.R(0);
        if (!c.MovesPairs)
        {
            if (c.Load32<TPath>(address, out uint value))
            {
                c.Fr(f.N) = value;
            }
        }
        else if (c.LoadPair<TPath>(address, out uint even, out uint odd))
        {
            SetPair(ref c.Pair(f.N), even, odd);
        }
    }

    [Instruction("1111nnnnmmmm1001", "fmov @Rm+,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FmovLoadPostIncrement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.M);
        if (!c.MovesPairs)
        {
            if (c.Load32<TPath>(address, out uint value))
            {
                c.R(f.M) = address + 4;
                c.Fr(f.N) = value;
            }
        }
        else if (c.LoadPair<TPath>(address, out uint even, out uint odd))
        {
            c.R(f.M) = address + 8;
            SetPair(ref c.Pair(f.N), even, odd);
        }
    }

    [Instruction("1111nnnnmmmm1010", "fmov FRm,@Rn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FmovStore<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.N);
        if (!c.MovesPairs)
        {
            c.Store32<TPath>(address, c.Fr(f.M));
        }
        else
        {
            c.StorePair<TPath>(address, ref c.Pair(f.M));
        }
    }

    [Instruction("1111nnnnmmmm1011", "fmov FRm,@-Rn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FmovStorePreDecrement<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.N) - (c.MovesPairs ? 8u : 4u);
        if (c.MovesPairs ? c.StorePair<TPath>(address, ref c.Pair(f.M)) : c.Store32<TPath>(address, c.Fr(f.M)))
        {
            c.R(f.N) = address;
        }
    }

    [Instruction("1111nnnnmmmm0111", "fmov FRm,@(R0,Rn)", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FmovStoreIndexed<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        uint address = c.R(f.N) + c.R(0);
        if (!c.MovesPairs)
        {
            c.Store32<TPath>(address, c.Fr(f.M));
        }
        else
        {
            c.StorePair<TPath>(address, ref c.Pair(f.M));
        }
    }

    [Instruction("1111mmmm00011101", "flds FRm,FPUL", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Flds(Core c, Fields f) => c.State.FpulNow = c.Fr(f.N);

    [Instruction("1111nnnn00001101", "fsts FPUL,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fsts(Core c, Fields f) => c.Fr(f.N) = c.State.FpulNow;

    [Instruction("1111nnnn01011101", "fabs FRn", Traits.Fpu)]
    public static void Fabs(Core c, Fields f) => c.Fr(f.N) &= ~SignBit; // The sign of DRn is that of FRn.

    [Instruction("1111nnnnmmmm0000", "fadd FRm,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fadd<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (!c.IsDouble)
        {
            uint result = SingleFloat.Add<TPath>(c.Fr(f.N), c.Fr(f.M), c.Fpscr, out uint events);
            c.FinishSingle<TPath>(f.N, result, events);
        }
        else if (c.ArePairs(f))
        {
            ulong result = DoubleFloat.Add<TPath>(c.Dr(f.N), c.Dr(f.M), c.Fpscr, out uint events);
            c.FinishDouble<TPath>(f.N, result, events);
        }
    }

    [Instruction("1111nnnnmmmm0100", "fcmp/eq FRm,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FcmpEqual<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        Compare<TPath>(c, f, greater: false);

    [Instruction("1111nnnnmmmm0101", "fcmp/gt FRm,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FcmpGreater<TPath>(Core c, Fields f)
        where TPath : struct, IPath =>
        Compare<TPath>(c, f, greater: true);

    [Instruction("1111nnnnmmmm0011", "fdiv FRm,FRn", Traits.Fpu)]
    public static void Fdiv(Core c, Fields f)
    {
        if (!c.IsDouble)
        {
            c.FinishSingle(f.N, SingleFloat.Divide(c.Fr(f.N), c.Fr(f.M), c.Fpscr, out uint events), events);
        }
        else if (c.ArePairs(f))
        {
            c.FinishDouble(f.N, DoubleFloat.Divide(c.Dr(f.N), c.Dr(f.M), c.Fpscr, out uint events), events);
        }
    }

    [Instruction("1111nnnn00101101", "float FPUL,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Float<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        int integer = (int)c.State.FpulNow;
        if (!c.IsDouble)
        {
            c.FinishSingle<TPath>(f.N, SingleFloat.FromInteger<TPath>(integer, c.Fpscr, out uint events), events);
        }
        else if (c.IsPair(f))
        {
            c.FinishDouble<TPath>(f.N, DoubleFloat.FromInteger(integer), 0);
        }
    }

    [Instruction("1111nnnnmmmm1110", "fmac FR0,FRm,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fmac<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.OnlySingle())
        {
            uint sum = SingleFloat.MultiplyAdd<TPath>(c.Fr(0), c.Fr(f.M), c.Fr(f.N), c.Fpscr, out uint events);
            c.FinishSingle<TPath>(f.N, sum, events);
        }
    }

    [Instruction("1111nnnnmmmm0010", "fmul FRm,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fmul<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (!c.IsDouble)
        {
            uint result = SingleFloat.Multiply<TPath>(c.Fr(f.N), c.Fr(f.M), c.Fpscr, out uint events);
            c.FinishSingle<TPath>(f.N, result, events);
        }
        else if (c.ArePairs(f))
        {
            ulong result = DoubleFloat.Multiply<TPath>(c.Dr(f.N), c.Dr(f.M), c.Fpscr, out uint events);
            c.FinishDouble<TPath>(f.N, result, events);
        }
    }

    [Instruction("1111nnnn01001101", "fneg FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fneg(Core c, Fields f) => c.Fr(f.N) ^= SignBit; // The sign of DRn is that of FRn.

    [Instruction("1111nnnn01101101", "fsqrt FRn", Traits.Fpu)]
    public static void Fsqrt(Core c, Fields f)
    {
        if (!c.IsDouble)
        {
            c.FinishSingle(f.N, SingleFloat.SquareRoot(c.Fr(f.N), c.Fpscr, out uint events), events);
        }
        else if (c.IsPair(f))
        {
            c.FinishDouble(f.N, DoubleFloat.SquareRoot(c.Dr(f.N), c.Fpscr, out uint events), events);
        }
    }

    [Instruction("1111nnnnmmmm0001", "fsub FRm,FRn", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fsub<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (!c.IsDouble)
        {
            uint result = SingleFloat.Subtract<TPath>(c.Fr(f.N), c.Fr(f.M), c.Fpscr, out uint events);
            c.FinishSingle<TPath>(f.N, result, events);
        }
        else if (c.ArePairs(f))
        {
            ulong result = DoubleFloat.Subtract<TPath>(c.Dr(f.N), c.Dr(f.M), c.Fpscr, out uint events);
            c.FinishDouble<TPath>(f.N, result, events);
        }
    }

    [Instruction("1111mmmm00111101", "ftrc FRm,FPUL", Traits.Fpu)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ftrc<TPath>(Core c, Fields f)
        where TPath : struct, IPath
    {
        if (c.IsDouble && !c.IsPair(f))
        {
            return;
        }
        int integer = c.IsDouble
            ? DoubleFloat.ToInteger(c.Dr(f.N), out uint events)
            : SingleFloat.ToInteger(c.Fr(f.N), out events);
        if (c.Finishes<TPath>(events))
        {
            c.State.FpulNow = (uint)integer;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compare<TPath>(Core c, Fields f, bool greater)
        where TPath : struct, IPath
    {
        if (c.IsDouble && !c.ArePairs(f))
        {
            return;
        }
        bool holds = c.IsDouble
            ? DoubleFloat.Compare<TPath>(c.Dr(f.N), c.Dr(f.M), greater, c.Fpscr, out uint events)
            : SingleFloat.Compare<TPath>(c.Fr(f.N), c.Fr(f.M), greater, c.Fpscr, out events);
        if (c.Finishes<TPath>(events))
        {
            c.SetT(holds);
        }
    }

    private static void CopyPair(ref uint from, ref uint to) => SetPair(ref to, from, Unsafe.Add(ref from, 1));

    private static void SetPair(ref uint to, uint even, uint odd)
    {
        to = even;
        Unsafe.Add(ref to, 1) = odd;
    }
}
