using System.Collections.Immutable;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;
using SiloSim.Grains;

namespace SiloSim.CommandLine.Exploring;

/// <summary>A search that was made, whatever it is of.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Options">How it was made.</param>
/// <param name="Runs">The runs that were asked for; null where the strategy does not choose by chance.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Seconds">How long it took, the making of the picture aside.</param>
internal abstract record Searched(
    ExploreStrategy Strategy, SearchOptions Options, ChanceRuns? Runs, SearchResult Result, double Seconds)
{
    /// <summary>The property that is violated; null if none is.</summary>
    public string? Property => Result.Verdict == Verdict.Violated ? Result.Finding?.Property : null;

    /// <summary>How many states each silo visited; empty where silos did not search.</summary>
    public ImmutableArray<SiloStates> Silos { get; init; } = [];

    /// <summary>Whether the steps to what was found are known; they are not where memory ended before they were.</summary>
    public abstract bool HasSteps { get; }

    /// <summary>States met in a second, those aside that a checkpoint had.</summary>
    public double StatesPerSecond => (Result.States - Result.StatesBefore) / Math.Max(Seconds, 1e-6);

    /// <summary>Bytes of a stored state, on average.</summary>
    public double BytesPerState => Result.States == 0 ? 0 : (double)Result.StoredBytes / Result.States;
}
