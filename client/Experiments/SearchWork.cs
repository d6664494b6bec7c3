using SiloSim.Client;
using SiloSim.CommandLine.Clusters;
using SiloSim.CommandLine.Exploring;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.CommandLine.Experiments;

/// <summary>A search of the protocol.</summary>
/// <param name="Plan">How.</param>
/// <param name="Configuration">Of what.</param>
/// <param name="Silos">Where.</param>
internal sealed record SearchWork(ExplorePlan Plan, SeedConfiguration Configuration, ClusterChoice Silos) : IPlannedWork
{
    /// <inheritdoc/>
    public string GuestDigest => "";

    /// <inheritdoc/>
    public async Task<WorkResult?> Make(ICluster? cluster, CancellationToken cancel)
    {
        Explored explored = cluster is null
            ? await Exploration.Search(Plan, Configuration, static _ => { }, cancel)
            : await Exploration.SearchOver(Plan, Configuration, cluster.Grains, Silos.SilosHere, static _ => { }, cancel);
        return cancel.IsCancellationRequested && explored.Result.Verdict == Verdict.Inconclusive
            ? null
            : new WorkResult(
                ExitCodes.Of(explored.Result.Verdict), explored.Property ?? KebabCase.Of(explored.Result.Verdict), Figures.Of(explored));
    }
}
