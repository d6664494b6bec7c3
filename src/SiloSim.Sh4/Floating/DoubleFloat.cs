using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>
/// Arithmetic in double precision: bits and FPSCR to bits and events. It runs on the host's doubles where operands and
/// results are far enough from the ends of the range that the error of the host's operation is a double too; the rest
/// goes through <see cref="ExactDouble"/>.
/// </summary>
/// <remarks>
/// Source: SH-4 software manual, "Floating-Point Unit (FPU)", and the special cases in the description of each
/// instruction. The sign of the error says whether a result was rounded and which way.
/// </remarks>
internal static class DoubleFloat
{
    /// <summary>The NaN that operations give. Its most significant fraction bit is clear: a quiet one.</summary>
    public const ulong DefaultNan = 0x7FF7_FFFF_FFFF_FFFF;

    private const ulong SignBit = 0x8000_0000_0000_0000;
    private const ulong Infinity = 0x7FF0_0000_0000_0000;
    private const ulong SmallestNormal = 0x0010_0000_0000_0000;
    private const ulong SignallingBit = 0x0008_0000_0000_0000;

    // Results between these, 2^-900 to 2^1020: their errors, 106 bits further down, are normal numbers.
    private const ulong LeastSafe = (ulong)(1023 - 900) << 52;
    private const ulong SafeSpan = (ulong)(900 + 1020) << 52;

    /// <summary>a + b (FADD).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b, uint fpscr, out uint events) =>
        Add<WholePath>(a, b, fpscr, out events);

    /// <inheritdoc cref="Add(ulong, ulong, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add<TPath>(ulong a, ulong b, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        if (!IsDenormal(a) && !IsDenormal(b))
        {
            (double x, double y) = (Value(a), Value(b));
            double sum = x + y;
            if (IsSafe(sum))
            {
                double back = sum - x;
                return Rounded<TPath>(sum, (x - (sum - back)) + (y - back), fpscr, out events);
            }
        }
        return TPath.IsWhole ? AddUnusual(a, b, fpscr, out events) : FloatingStatus.LeaveToWhole(out events);
    }

    /// <summary>a - b (FSUB).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b, uint fpscr, out uint events) =>
        Subtract<WholePath>(a, b, fpscr, out events);

    /// <inheritdoc cref="Subtract(ulong, ulong, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract<TPath>(ulong a, ulong b, uint fpscr, out uint events)
        where TPath : struct, IPath =>
        Add<TPath>(a, b ^ SignBit, fpscr, out events);

    /// <summary>a × b (FMUL).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply(ulong a, ulong b, uint fpscr, out uint events) =>
        Multiply<WholePath>(a, b, fpscr, out events);

    /// <inheritdoc cref="Multiply(ulong, ulong, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply<TPath>(ulong a, ulong b, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        if (!IsDenormal(a) && !IsDenormal(b))
        {
            (double x, double y) = (Value(a), Value(b));
            double product = x * y;
            if (IsSafe(product))
            {
                return Rounded<TPath>(product, Math.FusedMultiplyAdd(x, y, -product), fpscr, out events);
            }
        }
        return TPath.IsWhole ? MultiplyUnusual(a, b, fpscr, out events) : FloatingStatus.LeaveToWhole(out events);
    }

    /// <summary>a / b (FDIV).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Divide(ulong a, ulong b, uint fpscr, out uint events)
    {
        if (IsNormal(a) && IsNormal(b))
        {
            (double x, double y) = (Value(a), Value(b));
            double quotient = x / y;
            if (IsSafe(quotient) && IsSafe(x))
            {
                double rest = Math.FusedMultiplyAdd(-quotient, y, x);
                return Rounded<WholePath>(quotient, y < 0 ? -rest : rest, fpscr, out events);
            }
        }
        return DivideUnusual(a, b, fpscr, out events);
    }

    /// <summary>The square root of a (FSQRT).</summary>
    public static ulong SquareRoot(ulong a, uint fpscr, out uint events)
    {
        if ((long)a > 0 && IsNormal(a) && IsSafe(Value(a)))
        {
            double root = Math.Sqrt(Value(a));
            return Rounded<WholePath>(root, Math.FusedMultiplyAdd(-root, root, Value(a)), fpscr, out events);
        }
        return SquareRootUnusual(a, fpscr, out events);
    }

    /// <summary>a = b or a &gt; b (FCMP). Greater asks for events as FCMP/GT does.</summary>
    public static bool Compare(ulong a, ulong b, bool greater, uint fpscr, out uint events) =>
        Compare<WholePath>(a, b, greater, fpscr, out events);

    /// <inheritdoc cref="Compare(ulong, ulong, bool, uint, out uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Compare<TPath>(ulong a, ulong b, bool greater, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        if (!IsDenormal(a) && !IsNan(a) && !IsDenormal(b) && !IsNan(b))
        {
            events = 0;
            return greater ? Value(a) > Value(b) : Value(a) == Value(b);
        }
        return TPath.IsWhole
            ? CompareUnusual(a, b, greater, fpscr, out events)
            : FloatingStatus.LeaveToWhole(out events) != 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CompareUnusual(ulong a, ulong b, bool greater, uint fpscr, out uint events)
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

    /// <summary>An integer as a double (FLOAT); exact.</summary>
    public static ulong FromInteger(int value) => BitConverter.DoubleToUInt64Bits(value);

    /// <summary>A double as an integer, cut off (FTRC). Outside the range: the nearest integer; NaN: the least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToInteger(ulong a, out uint events)
    {
        double value = Value(a);
        if (IsNan(a) || value <= int.MinValue - 1.0)
        {
            events = FloatingStatus.Invalid;
            return int.MinValue;
        }
        if (value >= int.MaxValue + 1.0)
        {
            events = FloatingStatus.Invalid;
            return int.MaxValue;
        }
        events = 0;
        return (int)value;
    }

    /// <summary>
    /// Deals with NaNs and with denormalised operands that are refused; flushes the others where DN says so.
    /// </summary>
    /// <returns>Whether the result is known: the default NaN, or for the FPU error 0, which nobody writes.</returns>
    public static bool IsRefused(ref ulong a, ref ulong b, uint fpscr, out uint events, out ulong result)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Rounded<TPath>(double nearest, double error, uint fpscr, out uint events)
        where TPath : struct, IPath
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(nearest);
        events = (BitConverter.DoubleToUInt64Bits(error) << 1) != 0 ? FloatingStatus.Inexact : 0;

        // An everyday path keeps nothing that must be cut off: see Core.Finishes.
        bool cutsOff = TPath.IsWhole && FloatingStatus.RoundsToZero(fpscr);
        return cutsOff && error != 0 && (error < 0) != (nearest < 0) ? bits - 1 : bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSafe(double value) =>
        (BitConverter.DoubleToUInt64Bits(value) & ~SignBit) - LeastSafe < SafeSpan;

    private static bool IsNan(ulong a) => (a << 1) > (Infinity << 1);

    private static bool IsSignalling(ulong a) => IsNan(a) && (a & SignallingBit) != 0;

    private static bool IsInfinite(ulong a) => (a << 1) == (Infinity << 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDenormal(ulong a) => (a << 1) - 1 < (SmallestNormal << 1) - 1;

    private static ulong Flushed(ulong a, uint fpscr) =>
        IsDenormal(a) && FloatingStatus.FlushesDenormals(fpscr) ? a & SignBit : a;

    private static bool IsZeroed(ulong a, uint fpscr) => (Flushed(a, fpscr) << 1) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNormal(ulong a) => (a & Infinity) - SmallestNormal < Infinity - SmallestNormal;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Value(ulong a) => BitConverter.UInt64BitsToDouble(a);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong AddUnusual(ulong a, ulong b, uint fpscr, out uint events)
    {
        if (IsRefused(ref a, ref b, fpscr, out events, out ulong result))
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
        if ((a << 1) == 0 || (b << 1) == 0)
        {
            // The sum with a zero is exact, and two zeros of different sign are +0 in both modes.
            ulong other = (b << 1) == 0 ? a : b;
            return (other << 1) == 0 ? a & b : ExactDouble.Given(other, fpscr, out events);
        }
        return ExactDouble.Add(a, b, fpscr, out events);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong MultiplyUnusual(ulong a, ulong b, uint fpscr, out uint events)
    {
        if (IsRefused(ref a, ref b, fpscr, out events, out ulong result))
        {
            return result;
        }
        ulong sign = (a ^ b) & SignBit;
        bool zero = (a << 1) == 0 || (b << 1) == 0;
        if (IsInfinite(a) || IsInfinite(b))
        {
            events = zero ? FloatingStatus.Invalid : 0;
            return zero ? DefaultNan : sign | Infinity;
        }
        return zero ? sign : ExactDouble.Multiply(a, b, fpscr, out events);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong DivideUnusual(ulong a, ulong b, uint fpscr, out uint events)
    {
        ulong sign = (a ^ b) & SignBit;
        if (IsZeroed(b, fpscr) && IsDenormal(a) && !IsZeroed(a, fpscr))
        {
            events = FloatingStatus.DivideByZero;
            return sign | Infinity;
        }
        if (IsRefused(ref a, ref b, fpscr, out events, out ulong result))
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
        return IsInfinite(b) || (a << 1) == 0 ? sign : ExactDouble.Divide(a, b, fpscr, out events);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong SquareRootUnusual(ulong a, uint fpscr, out uint events)
    {
        // A negative denormalised number is an invalid operand, not one that is refused.
        if ((a & SignBit) != 0 && !IsNan(a) && !IsZeroed(a, fpscr))
        {
            events = FloatingStatus.Invalid;
            return DefaultNan;
        }
        if (IsRefused(ref a, ref a, fpscr, out events, out ulong result))
        {
            return result;
        }
        return a == Infinity || (a << 1) == 0 ? a : ExactDouble.SquareRoot(a, fpscr, out events);
    }
}
