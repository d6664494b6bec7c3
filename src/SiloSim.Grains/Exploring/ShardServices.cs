using Orleans.Runtime.Services;

namespace SiloSim.Grains.Exploring;

/// <summary>Finds the shards of a silo.</summary>
internal sealed class ShardServices(IServiceProvider services) : GrainServiceClient<ISiloShards>(services)
{
    /// <summary>Those of one silo.</summary>
    public ISiloShards Of(SiloAddress silo) => GetGrainService(silo);
}
