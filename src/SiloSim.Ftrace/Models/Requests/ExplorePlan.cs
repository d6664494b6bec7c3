using SiloSim.Explorer.Search;

namespace SiloSim.Ftrace.Models;

/// <summary>A search that can be made.</summary>
/// <param name="Configuration">What is searched; null for the whole table.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Options">How, for the strategies that store worlds.</param>
public sealed record ExplorePlan(SeedConfiguration? Configuration, ExploreStrategy Strategy, SearchOptions Options)
{
    /// <summary>The file that the search goes on from and leaves its state in; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The runs, for the strategies that choose by chance; null for others.</summary>
    public ChanceRuns? Runs { get; init; }
}
