using SiloSim.Explorer.Pictures;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;

namespace SiloSim.CommandLine.Exploring;

/// <summary>A search of a guest's machine code that was made.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="Plan">How.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Seconds">How long it took, the making of the picture aside.</param>
/// <param name="Picture">What shows the violation; null where there is none.</param>
internal sealed record GuestExplored(
    GuestFile Guest, GuestPlan Plan, SearchResult Result, double Seconds, Picture? Picture)
    : Searched(Plan.Strategy, Plan.Options, Plan.Runs, Result, Seconds)
{
    /// <inheritdoc/>
    public override bool HasSteps => Picture is not null;
}
