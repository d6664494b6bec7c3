namespace SiloSim.Sh4;

/// <summary>An opcode and its fields. The upper half of the word may hold anything.</summary>
/// <param name="Word">The opcode in the lower half.</param>
internal readonly record struct Fields(uint Word)
{
    /// <summary>Bits 11 to 8: register n, or register m where it stands alone.</summary>
    public uint N => (Word >> 8) & 0xF;

    /// <summary>Bits 7 to 4: register m, or register n where a displacement follows (80, 81).</summary>
    public uint M => (Word >> 4) & 0xF;

    /// <summary>Bits 6 to 4: a banked register.</summary>
    public int Bank => (int)((Word >> 4) & 7);

    /// <summary>Bits 3 to 0: a displacement, unsigned.</summary>
    public uint Displacement4 => Word & 0xF;

    /// <summary>Bits 7 to 0: an immediate or displacement, unsigned.</summary>
    public uint Byte => Word & 0xFF;

    /// <summary>Bits 7 to 0: an immediate or displacement, sign-extended.</summary>
    public uint SignedByte => (uint)(sbyte)Word;

    /// <summary>Bits 11 to 0: a displacement, sign-extended.</summary>
    public uint Displacement12 => (uint)((int)(Word << 20) >> 20);
}
