using System.Collections.Immutable;
using System.Numerics;
using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Search;

/// <summary>What a search found.</summary>
/// <param name="Verdict">What it came to.</param>
/// <param name="Finding">What is wrong; null where nothing was found.</param>
/// <param name="Counterexample">
/// The steps that show it, from the first; empty where nothing was found, or where the memory limit was reached before they
/// were, which can be only if worlds are not stored exactly.
/// </param>
/// <param name="States">How many worlds were met; of those with one step to take alone, none.</param>
/// <param name="Transitions">How many steps were taken.</param>
/// <param name="Depth">
/// How many steps away from the first world the furthest one was met, steps taken alone not counted.
/// </param>
/// <param name="StoredBytes">The bytes of all stored worlds.</param>
public sealed record SearchResult(
    Verdict Verdict,
    Finding? Finding,
    ImmutableArray<Choice> Counterexample,
    long States,
    long Transitions,
    int Depth,
    long StoredBytes)
{
    /// <summary>
    /// How many executions there are from beginning to end, one that waits being no step; null where there are cycles,
    /// or where they were not counted.
    /// </summary>
    public BigInteger? Interleavings { get; init; }

    /// <summary>
    /// With <see cref="StateStore.Hash"/>, the probability that any world was left out; with
    /// <see cref="StateStore.Bitstate"/>, that a further one would be; upper bounds. 0 where worlds are stored exactly.
    /// </summary>
    public double Omission { get; init; }

    /// <summary>How many of the worlds had been met when the search went on from a checkpoint; 0 if it did not.</summary>
    public long StatesBefore { get; init; }

    /// <summary>How many runs were made, those that were cut too; 0 for a search of stored worlds.</summary>
    public long Runs { get; init; }

    /// <summary>Why the search did not come to its end, in a few words; null if it did.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// For a livelock, after how many steps of <see cref="Counterexample"/> the cycle begins that goes on for ever.
    /// </summary>
    public int? CycleFrom { get; init; }
}
