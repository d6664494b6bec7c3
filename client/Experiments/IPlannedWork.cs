using SiloSim.Client;
using SiloSim.CommandLine.Clusters;

namespace SiloSim.CommandLine.Experiments;

/// <summary>A run or a search that has passed all checks of its command.</summary>
internal interface IPlannedWork
{
    /// <summary>The silos that it wants.</summary>
    ClusterChoice Silos { get; }

    /// <summary>A digest of its guest, so that another guest in the same file is another run; empty for a search.</summary>
    string GuestDigest { get; }

    /// <summary>Makes it.</summary>
    /// <param name="cluster">The silos; null where none are wanted.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <returns>What came of it; null where it was interrupted.</returns>
    Task<WorkResult?> Make(ICluster? cluster, CancellationToken cancel);
}

/// <summary>What came of a run or a search.</summary>
/// <param name="ExitCode">The exit code that the command would have ended with.</param>
/// <param name="Outcome">In a word: an outcome, or a verdict.</param>
/// <param name="Figures">What it has measured, by name.</param>
internal sealed record WorkResult(ExitCode ExitCode, string Outcome, IReadOnlyDictionary<string, double> Figures);
