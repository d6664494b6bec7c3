namespace SiloSim.Benchmarks.Measure;

/// <summary>FNV-1a over words: shows that the work was done, and that it was the same work as in another run.</summary>
internal sealed class Checksum
{
    /// <summary>So far.</summary>
    public uint Value { get; private set; } = 0x811c_9dc5;

    /// <summary>Takes words up.</summary>
    public void Add(params ReadOnlySpan<uint> words)
    {
        foreach (uint word in words)
        {
            for (int shift = 0; shift < 32; shift += 8)
            {
                Value = unchecked((Value ^ ((word >> shift) & 0xff)) * 0x0100_0193);
            }
        }
    }
}
