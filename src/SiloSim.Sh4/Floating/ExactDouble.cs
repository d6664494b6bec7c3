using System.Numerics;

namespace SiloSim.Sh4;

/// <summary>
/// Arithmetic on finite doubles other than zero in integers of 128 bits, rounded once: for operands and results at the
/// ends of the range, where the host's doubles do not tell what was rounded.
/// </summary>
internal static class ExactDouble
{
    private const ulong SignBit = 0x8000_0000_0000_0000;
    private const ulong Infinity = 0x7FF0_0000_0000_0000;
    private const ulong Fraction = 0x000F_FFFF_FFFF_FFFF;
    private const ulong ImpliedBit = 0x0010_0000_0000_0000;
    private const int LeastExponent = -1074;
    private const int GreatestExponent = 971;

    /// <summary>a as a result: flushed where it is denormalised and DN is set.</summary>
    public static ulong Given(ulong a, uint fpscr, out uint events)
    {
        (ulong significand, int exponent) = Parts(a);
        return Rounded(a & SignBit, significand, exponent, rest: false, fpscr, out events);
    }

    /// <summary>a + b.</summary>
    public static ulong Add(ulong a, ulong b, uint fpscr, out uint events)
    {
        if ((a & ~SignBit) < (b & ~SignBit))
        {
            (a, b) = (b, a);
        }
        (ulong large, int exponent) = Parts(a);
        (ulong small, int smallExponent) = Parts(b);

        // 64 bits of room below: whatever falls out of them is smaller than anything that rounding looks at.
        UInt128 augend = (UInt128)large << 64;
        UInt128 addend = (UInt128)small << 64;
        int distance = exponent - smallExponent;
        bool rest = distance >= 128 || addend != (addend >> distance) << distance;
        addend = distance >= 128 ? 0 : addend >> distance;
        bool subtract = ((a ^ b) & SignBit) != 0;
        UInt128 sum = subtract ? augend - addend - (rest ? 1u : 0u) : augend + addend;
        return sum == 0 ? Zero(out events) : Rounded(a & SignBit, sum, exponent - 64, rest, fpscr, out events);
    }

    /// <summary>a × b.</summary>
    public static ulong Multiply(ulong a, ulong b, uint fpscr, out uint events)
    {
        (ulong x, int xExponent) = Parts(a);
        (ulong y, int yExponent) = Parts(b);
        return Rounded((a ^ b) & SignBit, (UInt128)x * y, xExponent + yExponent, rest: false, fpscr, out events);
    }

    /// <summary>a / b.</summary>
    public static ulong Divide(ulong a, ulong b, uint fpscr, out uint events)
    {
        (ulong x, int xExponent) = Normalised(a);
        (ulong y, int yExponent) = Normalised(b);
        (UInt128 quotient, UInt128 rest) = UInt128.DivRem((UInt128)x << 64, y);
        return Rounded((a ^ b) & SignBit, quotient, xExponent - yExponent - 64, rest != 0, fpscr, out events);
    }

    /// <summary>The square root of a, which is above zero.</summary>
    public static ulong SquareRoot(ulong a, uint fpscr, out uint events)
    {
        (ulong significand, int exponent) = Normalised(a);
        int shift = 64 + (exponent & 1);
        UInt128 rest = (UInt128)significand << shift;
        UInt128 root = 0;

        // One bit of the root at a time, from the greatest whose square can fit.
        for (UInt128 bit = UInt128.One << 118; bit != 0; bit >>= 2)
        {
            if (rest >= root + bit)
            {
                rest -= root + bit;
                root = (root >> 1) + bit;
            }
            else
            {
                root >>= 1;
            }
        }
        return Rounded(0, root, (exponent - shift) / 2, rest != 0, fpscr, out events);
    }

    private static ulong Zero(out uint events)
    {
        events = 0;
        return 0;
    }

    private static (ulong Significand, int Exponent) Parts(ulong a)
    {
        int biased = (int)((a & Infinity) >> 52);
        return biased == 0
            ? (a & Fraction, LeastExponent)
            : ((a & Fraction) | ImpliedBit, LeastExponent + biased - 1);
    }

    private static (ulong Significand, int Exponent) Normalised(ulong a)
    {
        (ulong significand, int exponent) = Parts(a);
        int shift = BitOperations.LeadingZeroCount(significand) - 11;
        return (significand << shift, exponent - shift);
    }

    /// <summary>Rounds significand × 2^exponent, not 0, plus something less than one unit if there is a rest.</summary>
    private static ulong Rounded(
        ulong sign, UInt128 significand, int exponent, bool rest, uint fpscr, out uint events)
    {
        // To 53 bits, or fewer where the result is denormalised; a shift to the left drops nothing.
        int bits = 128 - (int)UInt128.LeadingZeroCount(significand);
        int shift = Math.Max(bits - 53, LeastExponent - exponent);
        ulong kept;
        bool half = false;
        if (shift <= 0)
        {
            kept = (ulong)(significand << -shift);
        }
        else
        {
            kept = shift >= 128 ? 0 : (ulong)(significand >> shift);
            half = shift <= 128 && ((significand >> (shift - 1)) & 1) != 0;
            int below = Math.Min(shift - 1, 128);
            rest |= below > 0 && (below >= 128 ? significand != 0 : significand << (128 - below) != 0);
        }
        bool exact = !half && !rest;
        bool toZero = FloatingStatus.RoundsToZero(fpscr);
        bool tiny = IsTiny(significand, bits, exponent, toZero);
        exponent += shift;
        if (!toZero && half && (rest || (kept & 1) != 0) && ++kept == ImpliedBit << 1)
        {
            kept >>= 1;
            exponent++;
        }
        if (exponent > GreatestExponent)
        {
            events = FloatingStatus.Overflow | FloatingStatus.Inexact;
            return sign | (toZero ? Infinity - 1 : Infinity);
        }
        ulong biased = kept >= ImpliedBit ? (ulong)(exponent - LeastExponent) + 1 : 0;
        ulong result = sign | (biased << 52) | (kept & Fraction);
        if (!tiny)
        {
            events = exact ? 0 : FloatingStatus.Inexact;
            return result;
        }
        bool flushes = FloatingStatus.FlushesDenormals(fpscr);
        events = exact && !flushes ? 0 : FloatingStatus.Underflow | FloatingStatus.Inexact;
        return flushes ? sign : result;
    }

    /// <summary>
    /// Whether a value, rounded to 53 bits as if the exponent had no end, is below the smallest normal number: IEEE 754
    /// calls that tiny "after rounding".
    /// </summary>
    private static bool IsTiny(UInt128 significand, int bits, int exponent, bool toZero)
    {
        const ulong AllOnes = (1ul << 54) - 1;
        const int NormalEnd = LeastExponent + 53;
        int end = bits + exponent;
        bool carries = !toZero && end == NormalEnd - 1 && bits >= 54 && (ulong)(significand >> (bits - 54)) == AllOnes;
        return end < NormalEnd && !carries;
    }
}
