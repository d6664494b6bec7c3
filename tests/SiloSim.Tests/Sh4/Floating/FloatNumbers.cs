namespace SiloSim.Tests.Sh4.Floating;

/// <summary>Triples of numbers that are likely to be awkward together, from a seed.</summary>
internal sealed class FloatNumbers(int seed, FloatFormat format)
{
    private readonly Random _random = new(seed);
    private readonly ulong[] _corners = [.. Corners(format)];

    /// <summary>Zeros, ones, both ends of every kind, ties, integers at the ends of their range.</summary>
    public static IEnumerable<ulong> Corners(FloatFormat format)
    {
        ulong one = (ulong)format.Bias << format.FractionBits;
        ulong step = 1ul << format.FractionBits;
        ulong[] magnitudes =
        [
            0, 1, 2, 3, format.Fraction >> 1, format.Fraction, step, step + 1, step * 2, (step * 2) - 1, step * 3,
            step * ((ulong)format.FractionBits + 1), step * 100, one - (step * 60), one - step, one - 1, one, one + 1,
            one + (format.Fraction >> 1) + 1, one + step, one + step + 3, one + (step * 30), one + (step * 31),
            one + (step * 31) - 1, one + (step * 32), one + (step * (ulong)format.FractionBits),
            format.Infinity - step, format.Infinity - 2, format.Infinity - 1, format.Infinity, format.Infinity + 1,
            format.DefaultNan, format.Infinity + (step >> 1), format.Infinity + format.Fraction,
        ];
        return magnitudes.SelectMany(m => new[] { m, m | format.SignBit });
    }

    public (ulong A, ulong B, ulong C) Next()
    {
        ulong a = One();
        ulong b = _random.Next(3) == 0 ? Near(a) : One();
        ulong c = _random.Next(3) == 0 ? Near(Product(a, b)) : One();
        return (a, b, c);
    }

    private ulong Any() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue) & ((format.SignBit << 1) - 1);

    private ulong One() => _random.Next(16) switch
    {
        0 or 1 => _corners[_random.Next(_corners.Length)],
        2 => Any() & (format.Fraction | format.SignBit),
        3 => Any() & ~(format.Fraction >> 6),
        4 => Middle(4 * format.FractionBits) & ~(format.Fraction >> _random.Next(format.FractionBits)),
        5 or 6 => Any(),
        _ => Middle(2 * format.FractionBits),
    };

    /// <summary>A number not far from 1.</summary>
    private ulong Middle(int span) =>
        (Any() & (format.Fraction | format.SignBit))
        | ((ulong)(format.Bias + _random.Next(-span, span)) << format.FractionBits);

    /// <summary>A number of about the same size, of either sign: sums cancel.</summary>
    private ulong Near(ulong a)
    {
        ulong near = (a & ~format.SignBit) + (ulong)_random.Next(-3, 4)
            + ((ulong)_random.Next(-1, 2) << _random.Next(format.FractionBits + 1));
        return (near & (format.SignBit - 1)) | (Any() & format.SignBit);
    }

    /// <summary>The product, roughly.</summary>
    private ulong Product(ulong a, ulong b)
    {
        double product = format == FloatFormat.Single
            ? (double)BitConverter.UInt32BitsToSingle((uint)a) * BitConverter.UInt32BitsToSingle((uint)b)
            : BitConverter.UInt64BitsToDouble(a) * BitConverter.UInt64BitsToDouble(b);
        return format == FloatFormat.Single
            ? BitConverter.SingleToUInt32Bits((float)product)
            : BitConverter.DoubleToUInt64Bits(product);
    }
}
