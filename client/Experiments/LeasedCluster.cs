using SiloSim.Client;
using SiloSim.CommandLine.Clusters;

namespace SiloSim.CommandLine.Experiments;

/// <summary>The silos that the last piece of work used, kept for the next one as long as it wants the same.</summary>
internal sealed class LeasedCluster : IAsyncDisposable
{
    private ICluster? _cluster;
    private ClusterChoice? _choice;

    /// <summary>Gives the silos that are wanted.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="isNeeded">Whether any are.</param>
    /// <param name="cancel">Ends the start of new ones.</param>
    /// <returns>The silos, null for none, and whether they are others than before.</returns>
    public async Task<(ICluster? Cluster, bool IsNew)> Lease(ClusterChoice choice, bool isNeeded, CancellationToken cancel)
    {
        bool isNew = choice != _choice;
        if (isNew)
        {
            await DisposeAsync();
            _cluster = isNeeded ? await choice.Open(cancel) : null;
            _choice = choice;
        }
        return (_cluster, isNew);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is { } cluster)
        {
            (_cluster, _choice) = (null, null);
            await cluster.DisposeAsync();
        }
    }
}
