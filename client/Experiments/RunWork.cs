using SiloSim.Client;
using SiloSim.CommandLine.Clusters;
using SiloSim.Ftrace;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Experiments;

/// <summary>A run.</summary>
/// <param name="Run">What is done.</param>
/// <param name="Guest">What it is done with.</param>
/// <param name="Silos">Where.</param>
internal sealed record RunWork(PlannedRun Run, GuestFile Guest, ClusterChoice Silos) : IPlannedWork
{
    /// <inheritdoc/>
    public string GuestDigest => Guest.Digest;

    /// <inheritdoc/>
    public async Task<WorkResult?> Make(ICluster? cluster, CancellationToken cancel)
    {
        RunReport report = await Grains.Runs.Experiment.Run(cluster!.Grains, Run, progress: null, cancel);
        return report.Outcome == RunOutcome.Interrupted
            ? null
            : new WorkResult(ExitCodes.Of(report), KebabCase.Of(report.Outcome), Figures.Of(report));
    }
}
