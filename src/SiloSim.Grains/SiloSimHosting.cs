using Microsoft.Extensions.DependencyInjection;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Exploring;

namespace SiloSim.Grains;

/// <summary>Adds simulated machines to any Orleans host.</summary>
public static class SiloSimHosting
{
    private const int ControlThreads = 8; // For grains, beside the engine: a pool that has to grow first grows too late.

    /// <summary>Adds the grains of machines and of searches, and the engine that runs cores on this silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="engineThreads">Threads that run guest code, and as many that search, 1 or more; by default one for each core of the host.</param>
    /// <returns>The silo, for more.</returns>
    public static ISiloBuilder AddSiloSim(this ISiloBuilder silo, int? engineThreads = null)
    {
        ThreadPool.GetMinThreads(out int workers, out int completionPorts);
        ThreadPool.SetMinThreads(Math.Max(ControlThreads, workers), completionPorts);
        silo.Services.AddSingleton(new EngineOptions(engineThreads ?? Environment.ProcessorCount));
        silo.Services.AddSingleton<MachineHost>();
        silo.Services.AddSingleton<SiloEngines>();
        silo.Services.AddSingleton<LocalHomes>();
        silo.Services.AddPlacementDirector<MachinePlacementStrategy, MachinePlacementDirector>();
        // Who has which grain must be right while a silo leaves: by the older directory a call may meet a second, empty activation of
        // a grain that has just moved.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.AddGrainService<SiloEngine>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LeavingSilo>();
        silo.Services.AddHostedService<GoneSilos>();
        silo.Services.AddHostedService<OrphanedMachines>();
        silo.Services.AddSingleton<ExplorationThreads>();
        silo.Services.AddSingleton<ShardServices>();
        silo.Services.AddSingleton<SearchParts>();
        silo.AddGrainService<SiloShards>();
        return silo;
    }
}
