using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;

namespace SiloSim.CommandLine.Exploring;

/// <summary>A search of the protocol that was made.</summary>
/// <param name="Configuration">What was searched.</param>
/// <param name="Plan">How.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Seconds">How long it took, the making of the picture aside.</param>
/// <param name="Counterexample">What shows the violation; null where there is none.</param>
internal sealed record Explored(
    SeedConfiguration Configuration, ExplorePlan Plan, SearchResult Result, double Seconds, Counterexample? Counterexample)
    : Searched(Plan.Strategy, Plan.Options, Plan.Runs, Result, Seconds)
{
    /// <inheritdoc/>
    public override bool HasSteps => Counterexample is not null;
}
