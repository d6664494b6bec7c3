using System.CommandLine;
using SiloSim.Client;
using SiloSim.CommandLine.Clusters;

namespace SiloSim.CommandLine.Commands;

/// <summary>The options of commands that look at a cluster of other processes: one in this process would be empty.</summary>
internal static class RunningCluster
{
    private const string FirstSilo = "localhost:30000"; // As a silo that is started without options.

    /// <summary>Its gateways.</summary>
    public static Option<string> GatewaysOption() => new("--cluster")
    {
        HelpName = "HOST:PORT,...",
        Description = $"gateways of its silos [{FirstSilo}]",
    };

    /// <summary>Its name, where it is not the usual one.</summary>
    public static Option<string> IdOption() => new("--cluster-id") { Hidden = true, HelpName = "NAME" };

    /// <summary>Connects.</summary>
    /// <param name="gateways">What was said; null for the first silo of this host.</param>
    /// <param name="clusterId">The cluster's name; null for the usual one.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public static Task<ICluster> Open(string? gateways, string? clusterId, CancellationToken cancel) =>
        new ClusterChoice(Silos: null, gateways ?? FirstSilo, clusterId).Checked().Open(cancel);
}
