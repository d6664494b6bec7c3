using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>
/// Arithmetic in single precision: bits and FPSCR to bits and events. The host's single is the nearest one, and its error,
/// exact in double, says whether it was rounded and which way. At the ends of the range everything runs on the host's
/// doubles: a sum, product or quotient of singles has a double that is exact or whose error is known, so that one
/// rounding to single follows, also where the result is denormalised.
/// </summary>
/// <remarks>
/// Source: SH-4 software manual, "Floating-Point Unit (FPU)", and the special cases in the description of each
/// instruction. The double with its error becomes an <i>odd</i> double (the last bit says "and a bit more"), from
/// which rounding to at most 51 bits is exact: S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded sums:
/// proved algorithms using rounding to odd".
/// </remarks>
internal static class SingleFloat
{
    /// <summary>The NaN that operations give. Its most significant fraction bit is clear: a quiet one.</summary>
    public const uint DefaultNan = 0x7FBF_FFFF;

    private const uint SignBit = 0x8000_0000;
    private const uint Infinity = 0x7F80_0000;
    private const uint Largest = 0x7F7F_FFFF;
    private const uint SmallestNormal = 0x0080_0000;
    private const uint SignallingBit = 0x0040_0000;
    private const double SmallestNormalValue = 1.0 / (1ul << 63) / (1ul << 63);

    // What 24 bits round to the smallest normal number if the exponent has no end: not tiny, as IEEE 754 has it
    // "after rounding".
    private const double LeastRoundedToNormal = SmallestNormalValue - (SmallestNormalValue / (1 << 25));
    private const double TwoTo128 = 340282366920938463463374607431768211456.0;

    // Results between these, 2^-125 to 2^127: the host rounds them as the SH-4 does.
    private const uint LeastSafe = 2 * SmallestNormal;
    private const uint SafeSpan = Infinity - (3 * SmallestNormal);

    /// <summary>a + b (FADD).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint a, uint b, uint fpscr, out uint events) =>
        Add<WholePath>(a, b, fpscr, out events);

    /// <inheritdoc cref="Add(uint, uint, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add<TPath>(uint a, uint b, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        if (!IsDenormal(a) && !IsDenormal(b))
        {
            (float x, float y) = (Single(a), Single(b));
            float sum = x + y;
            if (IsSafe(sum))
            {
                float back = sum - x;
                return Rounded<TPath>(sum, (x - (sum - back)) + (y - back), fpscr, out events);
            }
        }
        return TPath.IsWhole ? AddUnusual(a, b, fpscr, out events) : FloatingStatus.LeaveToWhole(out events);
    }

    /// <summary>a - b (FSUB).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Subtract(uint a, uint b, uint fpscr, out uint events) =>
        Subtract<WholePath>(a, b, fpscr, out events);

    /// <inheritdoc cref="Subtract(uint, uint, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Subtract<TPath>(uint a, uint b, uint fpscr, out uint events)
        where TPath : struct, IPath =>
        Add<TPath>(a, b ^ SignBit, fpscr, out events);

    /// <summary>a × b (FMUL).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Multiply(uint a, uint b, uint fpscr, out uint events) =>
        Multiply<WholePath>(a, b, fpscr, out events);

    /// <inheritdoc cref="Multiply(uint, uint, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Multiply<TPath>(uint a, uint b, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        if (!IsDenormal(a) && !IsDenormal(b))
        {
            (float x, float y) = (Single(a), Single(b));
            float product = x * y;
            if (IsSafe(product))
            {
                return Rounded<TPath>(product, ((double)x * y) - product, fpscr, out events);
            }
        }
        return TPath.IsWhole ? MultiplyUnusual(a, b, fpscr, out events) : FloatingStatus.LeaveToWhole(out events);
    }

    /// <summary>a × b + c with one rounding (FMAC).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MultiplyAdd(uint a, uint b, uint c, uint fpscr, out uint events) =>
        MultiplyAdd<WholePath>(a, b, c, fpscr, out events);

    /// <inheritdoc cref="MultiplyAdd(uint, uint, uint, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MultiplyAdd<TPath>(uint a, uint b, uint c, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        if (!IsDenormal(a) && !IsDenormal(b) && !IsDenormal(c))
        {
            (float x, float y, float z) = (Single(a), Single(b), Single(c));
            float nearest = MathF.FusedMultiplyAdd(x, y, z);
            if (IsSafe(nearest))
            {
                // The double next to the sum, and what it lacks: less than its last bit, so it decides only if the
                // single is that double.
                double product = (double)x * y;
                double sum = product + z;
                double back = sum - product;
                double lack = (product - (sum - back)) + (z - back);
                return Rounded<TPath>(nearest, (sum - nearest) + lack, fpscr, out events);
            }
        }
        return TPath.IsWhole ? MultiplyAddUnusual(a, b, c, fpscr, out events) : FloatingStatus.LeaveToWhole(out events);
    }

    /// <summary>a / b (FDIV).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Divide(uint a, uint b, uint fpscr, out uint events)
    {
        if (IsNormal(a) && IsNormal(b))
        {
            (float x, float y) = (Single(a), Single(b));
            float quotient = x / y;
            if (IsSafe(quotient))
            {
                double rest = x - ((double)quotient * y);
                return Rounded<WholePath>(quotient, y < 0 ? -rest : rest, fpscr, out events);
            }
        }
        return DivideUnusual(a, b, fpscr, out events);
    }

    /// <summary>The square root of a (FSQRT).</summary>
    public static uint SquareRoot(uint a, uint fpscr, out uint events)
    {
        if (IsNormal(a) && (int)a > 0)
        {
            float root = MathF.Sqrt(Single(a));
            return Rounded<WholePath>(root, Value(a) - ((double)root * root), fpscr, out events);
        }
        return SquareRootUnusual(a, fpscr, out events);
    }

    /// <summary>1 / the square root of a (FSRRA), rounded to nearest; always inexact unless special.</summary>
    public static uint ReciprocalSquareRoot(uint a, uint fpscr, out uint events)
    {
        if (IsBelowZero(a, fpscr))
        {
            events = FloatingStatus.Invalid;
            return DefaultNan;
        }
        if (IsRefused(ref a, ref a, fpscr, out events, out uint result))
        {
            return result;
        }
        if ((a << 1) == 0)
        {
            events = FloatingStatus.DivideByZero;
            return a | Infinity;
        }
        if (a == Infinity)
        {
            return 0;
        }

        // Two correctly rounded operations: the same on every host.
        events = FloatingStatus.Inexact;
        return BitConverter.SingleToUInt32Bits((float)(1.0 / Math.Sqrt(Value(a))));
    }

    /// <summary>a = b, a &gt; b, or neither (FCMP). Greater asks for events as FCMP/GT does.</summary>
    public static bool Compare(uint a, uint b, bool greater, uint fpscr, out uint events) =>
        Compare<WholePath>(a, b, greater, fpscr, out events);

    /// <inheritdoc cref="Compare(uint, uint, bool, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Compare<TPath>(uint a, uint b, bool greater, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        if (!IsDenormal(a) && !IsNan(a) && !IsDenormal(b) && !IsNan(b))
        {
            events = 0;
            return greater ? Single(a) > Single(b) : Single(a) == Single(b);
        }
        return TPath.IsWhole
            ? CompareUnusual(a, b, greater, fpscr, out events)
            : FloatingStatus.LeaveToWhole(out events) != 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CompareUnusual(uint a, uint b, bool greater, uint fpscr, out uint events)
    {
        if (IsNan(a) || IsNan(b))
        {
            events = greater || IsSignalling(a) || IsSignalling(b) ? FloatingStatus.Invalid : 0;
            return false;
        }
        events = 0;
        (a, b) = (Flushed(a, fpscr), Flushed(b, fpscr));
        return greater ? Value(a) > Value(b) : Value(a) == Value(b);
    }

    /// <summary>An integer as a single (FLOAT).</summary>
    public static uint FromInteger(int value, uint fpscr, out uint events) =>
        FromInteger<WholePath>(value, fpscr, out events);

    /// <inheritdoc cref="FromInteger(int, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FromInteger<TPath>(int value, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        float nearest = value;
        return Rounded<TPath>(nearest, value - (double)nearest, fpscr, out events);
    }

    /// <summary>A single as an integer, cut off (FTRC). Outside the range: the nearest integer; NaN: the least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToInteger(uint a, out uint events)
    {
        events = 0;
        double value = Value(a);
        if (IsNan(a) || value < int.MinValue)
        {
            events = FloatingStatus.Invalid;
            return int.MinValue;
        }
        if (value > int.MaxValue)
        {
            events = FloatingStatus.Invalid;
            return int.MaxValue;
        }
        return (int)value;
    }

    /// <summary>A double as a single (FCNVDS).</summary>
    public static uint FromDouble(ulong a, uint fpscr, out uint events)
    {
        if (DoubleFloat.IsRefused(ref a, ref a, fpscr, out events, out ulong result))
        {
            return result == 0 ? 0 : DefaultNan;
        }
        double value = BitConverter.UInt64BitsToDouble(a);
        return double.IsInfinity(value)
            ? BitConverter.SingleToUInt32Bits((float)value)
            : Round(value, fpscr, out events);
    }

    /// <summary>A single as a double (FCNVSD); exact.</summary>
    public static ulong ToDouble(uint a, uint fpscr, out uint events)
    {
        if (IsRefused(ref a, ref a, fpscr, out events, out uint result))
        {
            return result == 0 ? 0 : DoubleFloat.DefaultNan;
        }
        return BitConverter.DoubleToUInt64Bits(Value(a));
    }

    /// <summary>The single nearest to a double that is exact or odd, in the mode that FPSCR says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Round(double value, uint fpscr, out uint events)
    {
        float nearest = (float)value;
        return IsSafe(nearest)
            ? Rounded<WholePath>(nearest, value - nearest, fpscr, out events)
            : RoundAtTheEdge(value, fpscr, out events);
    }

    /// <summary>Whether an operand is a NaN.</summary>
    public static bool IsNan(uint a) => (a << 1) > (Infinity << 1);

    /// <summary>Whether an operand is a signalling NaN: its most significant fraction bit is set.</summary>
    public static bool IsSignalling(uint a) => IsNan(a) && (a & SignallingBit) != 0;

    /// <summary>Whether an operand is infinite.</summary>
    public static bool IsInfinite(uint a) => (a << 1) == (Infinity << 1);

    /// <summary>Whether an operand is denormalised.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDenormal(uint a) => (a << 1) - 1 < (SmallestNormal << 1) - 1;

    /// <summary>The operand, or zero of its sign where it is denormalised and DN is set.</summary>
    public static uint Flushed(uint a, uint fpscr) =>
        IsDenormal(a) && FloatingStatus.FlushesDenormals(fpscr) ? a & SignBit : a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNormal(uint a) => (a & Infinity) - SmallestNormal < Infinity - SmallestNormal;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSafe(float value) =>
        (BitConverter.SingleToUInt32Bits(value) & ~SignBit) - LeastSafe < SafeSpan;

    /// <summary>The nearest single, or the one nearer to zero where the mode asks for it.</summary>
    /// <param name="nearest">The nearest.</param>
    /// <param name="error">What must be added to it; only its sign matters, and whether it is 0.</param>
    /// <param name="fpscr">FPSCR.</param>
    /// <param name="events">Inexact or none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Rounded<TPath>(float nearest, double error, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        uint bits = BitConverter.SingleToUInt32Bits(nearest);
        events = (BitConverter.DoubleToUInt64Bits(error) << 1) != 0 ? FloatingStatus.Inexact : 0;

        // An everyday path keeps nothing that must be cut off: see Core.Finishes.
        bool cutsOff = TPath.IsWhole && FloatingStatus.RoundsToZero(fpscr);
        return cutsOff && error != 0 && (error < 0) != (nearest < 0) ? bits - 1 : bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Single(uint a) => BitConverter.UInt32BitsToSingle(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Value(uint a) => BitConverter.UInt32BitsToSingle(a);

    /// <summary>x + y, where the error of the host's sum is a double too (D. Knuth's two-sum).</summary>
    private static uint SumOf(double x, double y, uint fpscr, out uint events)
    {
        double sum = x + y;
        double back = sum - x;
        double error = (x - (sum - back)) + (y - back);
        return Round(error == 0 ? sum : Odd(sum, error), fpscr, out events);
    }

    private static uint QuotientOf(double x, double y, uint fpscr, out uint events)
    {
        double quotient = x / y;
        double rest = Math.FusedMultiplyAdd(-quotient, y, x);
        return Round(rest == 0 ? quotient : Odd(quotient, y < 0 ? -rest : rest), fpscr, out events);
    }

    private static uint RootOf(double x, uint fpscr, out uint events)
    {
        double root = Math.Sqrt(x);
        double rest = Math.FusedMultiplyAdd(-root, root, x);
        return Round(rest == 0 ? root : Odd(root, rest), fpscr, out events);
    }

    /// <summary>The odd double next to value + error, where value is the nearest and error is not 0.</summary>
    private static double Odd(double value, double error)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        bool outwards = (value < 0) == (error < 0);
        bits = (bits & 1) != 0 ? bits : outwards ? bits + 1 : bits - 1;
        return BitConverter.UInt64BitsToDouble(bits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint RoundAtTheEdge(double value, uint fpscr, out uint events)
    {
        float nearest = (float)value;
        uint bits = BitConverter.SingleToUInt32Bits(nearest);
        if (value == 0)
        {
            events = 0;
            return bits;
        }
        double magnitude = Math.Abs(value);
        bool toZero = FloatingStatus.RoundsToZero(fpscr);
        if (toZero ? magnitude >= TwoTo128 : float.IsInfinity(nearest))
        {
            events = FloatingStatus.Overflow | FloatingStatus.Inexact;
            return (bits & SignBit) | (toZero ? Largest : Infinity);
        }
        if (toZero && Math.Abs(nearest) > magnitude)
        {
            bits--;
        }
        bool exact = Value(bits) == value;
        if (magnitude >= (toZero ? SmallestNormalValue : LeastRoundedToNormal))
        {
            events = exact ? 0 : FloatingStatus.Inexact;
            return bits;
        }
        bool flushes = FloatingStatus.FlushesDenormals(fpscr);
        events = exact && !flushes ? 0 : FloatingStatus.Underflow | FloatingStatus.Inexact;
        return flushes ? bits & SignBit : bits;
    }

    /// <summary>
    /// Deals with NaNs and with denormalised operands that are refused; flushes the others where DN says so.
    /// </summary>
    /// <returns>Whether the result is known: the default NaN, or for the FPU error 0, which nobody writes.</returns>
    private static bool IsRefused(ref uint a, ref uint b, uint fpscr, out uint events, out uint result)
    {
        if (IsNan(a) || IsNan(b))
        {
            events = IsSignalling(a) || IsSignalling(b) ? FloatingStatus.Invalid : 0;
            result = DefaultNan;
            return true;
        }
        result = 0;
        if ((IsDenormal(a) || IsDenormal(b)) && FloatingStatus.RefusesDenormals(fpscr))
        {
            events = FloatingStatus.FpuError;
            return true;
        }
        events = 0;
        a = Flushed(a, fpscr);
        b = Flushed(b, fpscr);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint AddUnusual(uint a, uint b, uint fpscr, out uint events)
    {
        if (IsRefused(ref a, ref b, fpscr, out events, out uint result))
        {
            return result;
        }
        if (IsInfinite(a) || IsInfinite(b))
        {
            if (IsInfinite(a) && IsInfinite(b) && a != b)
            {
                events = FloatingStatus.Invalid;
                return DefaultNan;
            }
            return IsInfinite(a) ? a : b;
        }
        return SumOf(Value(a), Value(b), fpscr, out events);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint MultiplyUnusual(uint a, uint b, uint fpscr, out uint events)
    {
        if (IsRefused(ref a, ref b, fpscr, out events, out uint result))
        {
            return result;
        }
        if (IsInfinite(a) || IsInfinite(b))
        {
            if ((a << 1) == 0 || (b << 1) == 0)
            {
                events = FloatingStatus.Invalid;
                return DefaultNan;
            }
            return ((a ^ b) & SignBit) | Infinity;
        }
        return Round(Value(a) * Value(b), fpscr, out events);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint MultiplyAddUnusual(uint a, uint b, uint c, uint fpscr, out uint events)
    {
        bool zeroTimesInfinity = (IsZeroed(a, fpscr) && IsInfinite(b)) || (IsInfinite(a) && IsZeroed(b, fpscr));
        if (zeroTimesInfinity || IsSignalling(a) || IsSignalling(b) || IsSignalling(c))
        {
            events = FloatingStatus.Invalid;
            return DefaultNan;
        }
        events = 0;
        if (IsNan(a) || IsNan(b) || IsNan(c))
        {
            return DefaultNan;
        }
        if (FloatingStatus.RefusesDenormals(fpscr) && (IsDenormal(a) || IsDenormal(b) || IsDenormal(c)))
        {
            events = FloatingStatus.FpuError;
            return 0;
        }
        (a, b, c) = (Flushed(a, fpscr), Flushed(b, fpscr), Flushed(c, fpscr));
        if (IsInfinite(a) || IsInfinite(b))
        {
            uint product = ((a ^ b) & SignBit) | Infinity;
            if (IsInfinite(c) && c != product)
            {
                events = FloatingStatus.Invalid;
                return DefaultNan;
            }
            return product;
        }
        return IsInfinite(c) ? c : SumOf(Value(a) * Value(b), Value(c), fpscr, out events);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint DivideUnusual(uint a, uint b, uint fpscr, out uint events)
    {
        uint sign = (a ^ b) & SignBit;
        if (IsZeroed(b, fpscr) && IsDenormal(a) && !IsZeroed(a, fpscr))
        {
            events = FloatingStatus.DivideByZero;
            return sign | Infinity;
        }
        if (IsRefused(ref a, ref b, fpscr, out events, out uint result))
        {
            return result;
        }
        if (IsInfinite(a) || (b << 1) == 0)
        {
            if (IsInfinite(b) || (a << 1) == 0)
            {
                events = FloatingStatus.Invalid;
                return DefaultNan;
            }
            events = IsInfinite(a) ? 0 : FloatingStatus.DivideByZero;
            return sign | Infinity;
        }
        return IsInfinite(b) ? sign : QuotientOf(Value(a), Value(b), fpscr, out events);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint SquareRootUnusual(uint a, uint fpscr, out uint events)
    {
        if (IsBelowZero(a, fpscr))
        {
            events = FloatingStatus.Invalid;
            return DefaultNan;
        }
        if (IsRefused(ref a, ref a, fpscr, out events, out uint result))
        {
            return result;
        }
        return a == Infinity || (a << 1) == 0 ? a : RootOf(Value(a), fpscr, out events);
    }

    /// <summary>Whether a root has an invalid operand; a negative denormalised one is invalid, not refused.</summary>
    private static bool IsBelowZero(uint a, uint fpscr) => (a & SignBit) != 0 && !IsNan(a) && !IsZeroed(a, fpscr);

    private static bool IsZeroed(uint a, uint fpscr) => (Flushed(a, fpscr) << 1) == 0;
}
