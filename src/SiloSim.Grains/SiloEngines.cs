using Orleans.Runtime.Services;

namespace SiloSim.Grains;

/// <summary>Finds the engine of a silo.</summary>
internal sealed class SiloEngines(IServiceProvider services) : GrainServiceClient<ISiloEngine>(services)
{
    /// <summary>The engine of one silo.</summary>
    public ISiloEngine Of(SiloAddress silo) => GetGrainService(silo);
}
