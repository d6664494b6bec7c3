namespace SiloSim.Sh4;

/// <summary>The sum of four products with one rounding, as FIPR and FTRV form it.</summary>
/// <remarks>
/// Source: SH-4 software manual, "FIPR", its list of steps: multiply, each product cut off; align, cut off; add;
/// normalise and round. How many bits each step keeps is inferred: see <see cref="Fidelity"/>.
/// </remarks>
internal static class InnerProduct
{
    private const int Terms = 4;

    // A product has 48 bits, of which 30 are kept.
    private const int DroppedBits = 18;
    private const uint SignBit = 0x8000_0000;
    private const uint Infinity = 0x7F80_0000;

    /// <summary>x0 × y0 + x1 × y1 + x2 × y2 + x3 × y3.</summary>
    /// <param name="x">Four singles.</param>
    /// <param name="y">Four singles.</param>
    /// <param name="fpscr">FPSCR.</param>
    /// <param name="events">The events; inexact is always one of them but for NaN and infinity.</param>
    /// <returns>A single.</returns>
    public static uint Of(ReadOnlySpan<uint> x, ReadOnlySpan<uint> y, uint fpscr, out uint events)
    {
        if (IsSpecial(x, y, fpscr, out events, out uint special))
        {
            return special;
        }
        Span<long> products = stackalloc long[Terms];
        Span<int> exponents = stackalloc int[Terms];
        int greatest = int.MinValue;
        bool allNegativeZero = true;
        for (int i = 0; i < Terms; i++)
        {
            (long a, int aExponent) = Parts(SingleFloat.Flushed(x[i], fpscr));
            (long b, int bExponent) = Parts(SingleFloat.Flushed(y[i], fpscr));
            products[i] = (a * b) >> DroppedBits;
            exponents[i] = aExponent + bExponent + DroppedBits;
            bool negative = ((x[i] ^ y[i]) & SignBit) != 0;
            allNegativeZero &= negative && a * b == 0;
            if (products[i] != 0)
            {
                greatest = Math.Max(greatest, exponents[i]);
                products[i] = negative ? -products[i] : products[i];
            }
        }
        events = FloatingStatus.Inexact;
        long sum = 0;
        for (int i = 0; i < Terms; i++)
        {
            // Cut off, not rounded down: the magnitude is shifted.
            int distance = Math.Min(greatest - exponents[i], 63);
            sum += products[i] == 0 ? 0 : Math.Sign(products[i]) * (Math.Abs(products[i]) >> distance);
        }
        if (sum == 0)
        {
            return allNegativeZero ? SignBit : 0;
        }
        uint result = SingleFloat.Round(Math.ScaleB(sum, greatest), fpscr, out uint rounding);
        events |= rounding;
        return result;
    }

    private static (long Significand, int Exponent) Parts(uint a)
    {
        int biased = (int)((a & Infinity) >> 23);
        long fraction = a & 0x007F_FFFF;
        return biased == 0 ? (fraction, -149) : (fraction | 0x0080_0000, biased - 150);
    }

    /// <summary>NaNs and infinities: the rules in the order of the manual's list.</summary>
    private static bool IsSpecial(
        ReadOnlySpan<uint> x, ReadOnlySpan<uint> y, uint fpscr, out uint events, out uint result)
    {
        (bool nan, bool invalid, bool opposed) = (false, false, false);
        uint? infinity = null;
        for (int i = 0; i < Terms; i++)
        {
            (uint a, uint b) = (SingleFloat.Flushed(x[i], fpscr), SingleFloat.Flushed(y[i], fpscr));
            nan |= SingleFloat.IsNan(a) || SingleFloat.IsNan(b);
            invalid |= SingleFloat.IsSignalling(a) || SingleFloat.IsSignalling(b);
            if (SingleFloat.IsNan(a) || SingleFloat.IsNan(b)
                || (!SingleFloat.IsInfinite(a) && !SingleFloat.IsInfinite(b)))
            {
                continue;
            }
            invalid |= (a << 1) == 0 || (b << 1) == 0;
            uint product = ((a ^ b) & SignBit) | Infinity;
            opposed |= infinity is { } other && other != product;
            infinity = product;
        }
        invalid |= opposed && !nan;
        events = invalid ? FloatingStatus.Invalid : 0;
        result = nan || invalid ? SingleFloat.DefaultNan : infinity ?? 0;
        return nan || invalid || infinity is not null;
    }
}
