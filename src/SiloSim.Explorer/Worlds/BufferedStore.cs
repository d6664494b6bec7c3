namespace SiloSim.Explorer.Worlds;

/// <summary>A store that waits in a buffer, or a value that was loaded early.</summary>
/// <param name="Location">The address of its first byte.</param>
/// <param name="LengthBytes">1, 2 or 4.</param>
/// <param name="Value">What it will write, or what was seen.</param>
internal readonly record struct BufferedStore(uint Location, int LengthBytes, uint Value)
{
    /// <summary>The aligned word that it is in.</summary>
    public uint Word => Location & ~3u;

    /// <summary>Whether it shares a byte with another.</summary>
    public bool Overlaps(BufferedStore other) =>
        Location < other.Location + (uint)other.LengthBytes && other.Location < Location + (uint)LengthBytes;

    /// <summary>A hash that is the same in every process.</summary>
    public ulong StableHash() => ((((ulong)Location << 32) | Value) * 0x9E37_79B9_7F4A_7C15) + (uint)LengthBytes;

    /// <summary>The word with this written into it; little-endian.</summary>
    public uint Into(uint word)
    {
        if (LengthBytes == 4)
        {
            return Value;
        }

        int shift = (int)(Location & 3) * 8;
        uint mask = (LengthBytes == 2 ? 0xFFFFu : 0xFFu) << shift;
        return (word & ~mask) | ((Value << shift) & mask);
    }

    /// <summary>What a load of some bytes of a word gives.</summary>
    public static uint From(uint word, uint location, int lengthBytes) =>
        lengthBytes == 4 ? word : (word >> ((int)(location & 3) * 8)) & (lengthBytes == 2 ? 0xFFFFu : 0xFFu);
}
