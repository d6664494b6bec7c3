namespace SiloSim.Explorer.Runs;

/// <summary>Something that a step touches.</summary>
/// <param name="Thing">The number of the thing: a word of memory, what a property remembers, a store buffer.</param>
/// <param name="Bytes">Which of its bytes, by a bit each.</param>
/// <param name="Mode">How.</param>
/// <param name="BufferOf">
/// The CPU whose store buffer it goes through, to memory or before it; -1 if it does not.
/// </param>
internal readonly record struct Touch(int Thing, uint Bytes, TouchMode Mode, int BufferOf = -1)
{
    /// <summary>
    /// Whether the order of the two may matter. A CPU's loads see its own stores in the buffer before they are in memory
    /// as after.
    /// </summary>
    public bool Conflicts(Touch other) => Thing == other.Thing && (Bytes & other.Bytes) != 0
        && (Mode != other.Mode ? BufferOf < 0 || BufferOf != other.BufferOf : Mode == TouchMode.Write);
}
