using System.Collections.Immutable;
using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Search;

/// <summary>What happened in one execution.</summary>
/// <param name="Events">All that happened, in order.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Finding">What is wrong at its end; null if nothing is.</param>
/// <param name="IsAtRest">Whether nobody could take a further step.</param>
public sealed record Execution(ImmutableArray<ExplorerEvent> Events, int Steps, Finding? Finding, bool IsAtRest)
{
    /// <summary>What each thread waits for at the end, by number; null for those that have completed.</summary>
    public ImmutableArray<Operation?> Waiting { get; init; } = [];
}
