namespace SiloSim.Tests.Sh4.Floating;

/// <summary>A binary format of IEEE 754, by the width of its fields.</summary>
internal sealed record FloatFormat(int FractionBits, int ExponentBits)
{
    public static readonly FloatFormat Single = new(23, 8);

    public static readonly FloatFormat Double = new(52, 11);

    public int Bias => (1 << (ExponentBits - 1)) - 1;

    public ulong SignBit => 1ul << (FractionBits + ExponentBits);

    public ulong Infinity => ((1ul << ExponentBits) - 1) << FractionBits;

    public ulong Fraction => (1ul << FractionBits) - 1;

    /// <summary>The SH-4's NaN: every bit of the fraction but the first.</summary>
    public ulong DefaultNan => Infinity | (Fraction >> 1);

    public FloatKind Kind(ulong bits)
    {
        ulong fraction = bits & Fraction;
        return (bits & Infinity) switch
        {
            0 => fraction == 0 ? FloatKind.Zero : FloatKind.Denormal,
            ulong e when e != Infinity => FloatKind.Normal,
            _ when fraction == 0 => FloatKind.Infinity,
            _ => (fraction >> (FractionBits - 1)) != 0 ? FloatKind.Signalling : FloatKind.Quiet,
        };
    }
}

/// <summary>What the manual calls the type of a datum.</summary>
internal enum FloatKind
{
    Zero,
    Denormal,
    Normal,
    Infinity,
    Quiet,
    Signalling,
}
