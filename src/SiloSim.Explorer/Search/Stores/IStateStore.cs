namespace SiloSim.Explorer.Search;

/// <summary>What remembers the packed worlds that a search has met. Several workers may add at a time.</summary>
internal interface IStateStore
{
    /// <summary>How many worlds were added.</summary>
    long Count { get; }

    /// <summary>The bytes that it takes.</summary>
    long Bytes { get; }

    /// <summary>
    /// An upper bound of a probability: where only hashes are stored, that any of the worlds that were met was left out;
    /// where only bits are, that a further one would be. 0 where nothing is.
    /// </summary>
    double Omission { get; }

    /// <summary>Adds a world if it was not met yet.</summary>
    /// <param name="state">The packed world.</param>
    /// <param name="parent">The number of the world that it was reached from; -1 for none.</param>
    /// <param name="number">Its number, where worlds can be found again by number; else -1.</param>
    /// <returns>Whether it was new.</returns>
    bool Add(ReadOnlySpan<ulong> state, int parent, out int number);

    /// <summary>Writes all worlds; nobody adds meanwhile.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Takes over what a store of the same kind wrote, in place of what it has.</summary>
    void Restore(BinaryReader reader);
}
