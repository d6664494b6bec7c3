using Orleans.TestingHost;
using SiloSim.Client;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Testing;

/// <summary>A test cluster of Orleans' TestingHost whose silos run machines. Silos share no memory, only messages.</summary>
public sealed class SiloSimTestCluster : IAsyncDisposable
{
    private SiloSimTestCluster(InProcessTestCluster cluster)
    {
        Cluster = cluster;
        Machines = SiloSimCluster.Of(cluster.Client);
    }

    /// <summary>Orleans' test cluster: to stop or kill one of its silos, or to reach grains of your own.</summary>
    public InProcessTestCluster Cluster { get; }

    /// <summary>Boots machines that the test drives step by step.</summary>
    public SiloSimCluster Machines { get; }

    /// <summary>Deploys a cluster.</summary>
    /// <param name="silos">Its silos, 1 or more.</param>
    /// <param name="engineThreads">Threads of each that run guest code, 1 or more.</param>
    /// <param name="configure">What its silos have besides; null for nothing.</param>
    public static async Task<SiloSimTestCluster> Start(
        int silos = 1, int engineThreads = 1, Action<ISiloBuilder>? configure = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silos, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(engineThreads, 1);
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSiloSim(engineThreads);
            configure?.Invoke(silo);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new SiloSimTestCluster(cluster);
    }

    /// <summary>Runs a guest.</summary>
    /// <param name="guestFile">Its ELF file.</param>
    /// <param name="options">What is asked of the run; null for the defaults: lockstep, seed 1.</param>
    /// <param name="cancel">Interrupts the run, which still reports.</param>
    /// <returns>What it came to; <see cref="RunReportChecks.ShouldBeDone"/> turns anything but success into a failure.</returns>
    public Task<RunReport> Run(string guestFile, RunOptions? options = null, CancellationToken cancel = default) =>
        Machines.Run(Guest.Load(guestFile), options, progress: null, cancel);

    /// <summary>Stops the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
    }
}
