using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using SiloSim.Cluster.Tests.Machines;
using SiloSim.Grains;
using SiloSim.Grains.Engine;

[assembly: AssemblyFixture(typeof(MachineClusters))]

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>Clusters of one, two and three silos, each deployed when a test first asks for it. Silos share no memory.</summary>
public sealed class MachineClusters : IAsyncDisposable
{
    private static int s_keys;
    private readonly ConcurrentDictionary<int, Lazy<Task<InProcessTestCluster>>> _clusters = new();

    /// <summary>A cluster that many tests use at once: each has machines of its own.</summary>
    public Task<InProcessTestCluster> Of(int silos) =>
        _clusters.GetOrAdd(silos, static count => new(() => Deploy(count))).Value;

    /// <summary>A cluster for one test that does harm to it.</summary>
    /// <param name="silos">Its silos.</param>
    /// <param name="engine">How they run guest code; on one thread each unless it is said.</param>
    /// <param name="configure">What its silos have besides.</param>
    internal static async Task<InProcessTestCluster> Deploy(
        int silos, EngineOptions? engine = null, Action<ISiloBuilder>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSiloSim(engineThreads: 1);
            configure?.Invoke(silo);
            if (engine is not null)
            {
                silo.Services.AddSingleton(engine);
            }
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    /// <summary>What each silo of a cluster hosts.</summary>
    internal static MachineHost[] HostsOf(InProcessTestCluster cluster) =>
        [.. cluster.Silos.Select(silo => cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<MachineHost>())];

    /// <summary>A key that no other test has.</summary>
    public static string NewKey(string name) => $"{name}-{Interlocked.Increment(ref s_keys)}";

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<Task<InProcessTestCluster>> cluster in _clusters.Values)
        {
            InProcessTestCluster deployed = await cluster.Value;
            await deployed.StopAllSilosAsync();
            await deployed.DisposeAsync();
        }
    }
}
