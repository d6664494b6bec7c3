using SiloSim.Client;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Clusters;

/// <summary>Which silos a command is asked to use: some in this process, or those of a cluster of processes.</summary>
/// <param name="Silos">The value of <c>--silos</c>; null where it was not said.</param>
/// <param name="Gateways">The value of <c>--cluster</c>; null where it was not said.</param>
/// <param name="ClusterId">The cluster's name; null for the usual one.</param>
internal sealed record ClusterChoice(int? Silos, string? Gateways, string? ClusterId = null)
{
    private const string DefaultClusterId = "silosim";

    /// <summary>Whether silos were asked for at all.</summary>
    public bool IsMade => Silos is not null || Gateways is not null;

    /// <summary>How many silos are to be in this process: 0 where those of other processes are used.</summary>
    public int SilosHere => Gateways is null ? Silos ?? 1 : 0;

    /// <summary>Refuses what cannot be, before anything is started.</summary>
    /// <returns>This choice.</returns>
    /// <exception cref="WrongUsageException">There are no such silos.</exception>
    public ClusterChoice Checked() =>
        Silos is not null && Gateways is not null ? throw new WrongUsageException("--silos and --cluster exclude each other")
        : Silos is < 1 or > EmbeddedCluster.MaxSilos
            ? throw new WrongUsageException($"--silos {Silos}: 1 to {EmbeddedCluster.MaxSilos} silos in one process")
        : this;

    /// <summary>Starts the silos, or connects to them.</summary>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="WrongUsageException">No list of gateways.</exception>
    /// <exception cref="ClusterUnreachableException">Nobody answers there.</exception>
    public async Task<ICluster> Open(CancellationToken cancel) => Gateways is { } gateways
        ? await RemoteCluster.Connect(gateways, ClusterId ?? DefaultClusterId, cancel)
        : await EmbeddedCluster.Start(SilosHere, cancel);
}
