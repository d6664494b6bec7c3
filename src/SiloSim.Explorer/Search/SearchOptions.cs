namespace SiloSim.Explorer.Search;

/// <summary>How to search.</summary>
public sealed record SearchOptions
{
    /// <summary>The order.</summary>
    public SearchOrder Order { get; init; }

    /// <summary>What to leave out.</summary>
    public Reductions Reductions { get; init; }

    /// <summary>
    /// What is remembered of the worlds that were met. Cycles can be looked for, and interleavings counted, only if it is
    /// all of each.
    /// </summary>
    public StateStore Store { get; init; }

    /// <summary>Whether worlds may be left out because others are taken for them.</summary>
    public bool MayLeaveOut => Store is StateStore.Hash or StateStore.Bitstate;

    /// <summary>How many operating system threads search; at least 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>More bytes than this for stored worlds and those that wait end the search; null for no limit.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Counterexamples longer than this are not looked for, if worlds are expanded level by level.</summary>
    public int DeepestLevel { get; init; } = int.MaxValue;

    /// <summary>
    /// Worlds that are met this many steps away from the first one are not gone on from: where one of them could be,
    /// the search was not exhausted. Steps that a partial order takes alone are not counted.
    /// </summary>
    public int Bound { get; init; } = int.MaxValue;

    /// <summary>
    /// Whether to look for cycles when all worlds are known: to find livelocks, and to count interleavings.
    /// </summary>
    public bool LooksForCycles { get; init; } = true;

    /// <summary>Where the search goes on from, and leaves its state; null for nowhere.</summary>
    public ICheckpoint? Checkpoint { get; init; }
}
