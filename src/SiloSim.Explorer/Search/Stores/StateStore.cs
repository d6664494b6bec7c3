namespace SiloSim.Explorer.Search;

/// <summary>What a search remembers of the worlds that it has met; each is a word of <c>--store</c>.</summary>
public enum StateStore
{
    /// <summary>All of each: no two are taken for one.</summary>
    Exact,

    /// <summary>A hash of 64 bits of each (hash compaction): one whose hash another has is left out.</summary>
    Hash,

    /// <summary>A few bits of each in one set of bits (bitstate hashing): one whose bits are all set is left out.</summary>
    Bitstate,

    /// <summary>Nothing: runs are made instead, by <see cref="Runs.RunExplorer"/>.</summary>
    None,
}
