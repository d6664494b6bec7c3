namespace SiloSim.Explorer.Runs;

/// <summary>How to make all runs, one after the other.</summary>
public sealed record RunTreeOptions
{
    /// <summary>
    /// Whether one run is enough for all that differ only in the order of independent steps; else every interleaving is made.
    /// </summary>
    public bool IsReduced { get; init; } = true;

    /// <summary>A run that is longer is cut, and then the search is inconclusive: cycles are not seen without stored worlds.</summary>
    public int MostSteps { get; init; } = RunExplorer.MostSteps;
}
