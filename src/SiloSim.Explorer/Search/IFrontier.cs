namespace SiloSim.Explorer.Search;

/// <summary>
/// The worlds that have been met and not been expanded yet, in the order in which they will be. An item is a packed
/// world and one word more, which the search makes. Several workers may call at a time.
/// </summary>
internal interface IFrontier
{
    /// <summary>
    /// Whether all worlds of one distance from the first are expanded before those of the next: what is found first is
    /// shortest.
    /// </summary>
    bool IsByLevel { get; }

    /// <summary>How many items wait.</summary>
    long Count { get; }

    /// <summary>Adds items, one after the other.</summary>
    void Add(ReadOnlySpan<ulong> items);

    /// <summary>Takes as many items as there are, and fit.</summary>
    /// <returns>How many words were taken; 0 when nothing can be taken until <see cref="Advance"/>.</returns>
    int Take(Span<ulong> items);

    /// <summary>Called when all that was taken has been expanded and nothing can be taken.</summary>
    /// <returns>Whether something can be taken now; if not, the search is over.</returns>
    bool Advance();

    /// <summary>Writes all items; nobody adds or takes meanwhile.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Takes over what a frontier of the same kind wrote, in place of what it has.</summary>
    void Restore(BinaryReader reader);
}
