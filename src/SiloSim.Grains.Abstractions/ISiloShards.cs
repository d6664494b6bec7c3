using Orleans.Services;

namespace SiloSim.Grains;

/// <summary>The shards of one silo: the worlds of searches that belong to it.</summary>
[Alias("silosim.ISiloShards")]
public interface ISiloShards : IGrainService
{
    /// <summary>Makes room for a silo's part of a search; what it had of an earlier attempt is forgotten.</summary>
    /// <param name="search">The search's key.</param>
    /// <param name="place">What is searched, and where.</param>
    [Alias("Prepare")]
    Task Prepare(string search, [Immutable] SearchPlace place);

    /// <summary>Brings the first world to its shard.</summary>
    /// <param name="search">The search's key.</param>
    /// <param name="attempt">Of which attempt.</param>
    /// <param name="counts">Whether executions are counted: the pass after <see cref="BeginCount"/>.</param>
    /// <returns>What is wrong before the first step, if anything is.</returns>
    [Alias("First")]
    Task<LevelSlice> First(string search, Guid attempt, bool counts);

    /// <summary>Begins the next level, when the last one is done on all silos.</summary>
    /// <param name="search">The search's key.</param>
    /// <param name="attempt">Of which attempt.</param>
    /// <returns>What the silo has; <see cref="ShareStatus.Waiting"/> worlds are in the level.</returns>
    [Alias("Advance")]
    Task<ShareStatus> Advance(string search, Guid attempt);

    /// <summary>Expands worlds of the level for a short while, and sends those that they lead to where they belong.</summary>
    /// <param name="search">The search's key.</param>
    /// <param name="attempt">Of which attempt.</param>
    /// <returns>What was done; when it returns, all that was sent has arrived.</returns>
    [Alias("Expand")]
    Task<LevelSlice> Expand(string search, Guid attempt);

    /// <summary>Takes worlds that belong to shards of this silo.</summary>
    /// <param name="search">The search's key.</param>
    /// <param name="attempt">Of which attempt.</param>
    /// <param name="batches">The worlds.</param>
    [Alias("Accept")]
    Task Accept(string search, Guid attempt, [Immutable] IReadOnlyList<ShardBatch> batches);

    /// <summary>Begins to go through all worlds once more, to count executions.</summary>
    /// <param name="search">The search's key.</param>
    /// <param name="attempt">Of which attempt.</param>
    [Alias("BeginCount")]
    Task BeginCount(string search, Guid attempt);

    /// <summary>Answers, if this silo is there and has its part of the search. A part nobody asks for is forgotten.</summary>
    /// <param name="search">The search's key.</param>
    /// <param name="attempt">Of which attempt.</param>
    [Alias("Holds")]
    Task Holds(string search, Guid attempt);

    /// <summary>Answers, if this silo is there.</summary>
    [Alias("Alive")]
    Task Alive();

    /// <summary>Forgets the search.</summary>
    /// <param name="search">The search's key.</param>
    [Alias("Drop")]
    Task Drop(string search);
}
