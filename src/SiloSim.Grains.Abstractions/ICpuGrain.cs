using Orleans.Concurrency;

namespace SiloSim.Grains;

/// <summary>The handle of one core, which the engine of this grain's silo runs. Key: <c>m1/cpu/17</c>.</summary>
[Alias("silosim.ICpuGrain")]
public interface ICpuGrain : IMovableGrain
{
    /// <summary>Hands a core in reset state to this silo's engine.</summary>
    /// <param name="start">Where it begins.</param>
    /// <returns>The silo that hosts it.</returns>
    [Alias("Start"), AlwaysInterleave]
    Task<SiloAddress> Start([Immutable] CpuStart start);

    /// <summary>What the core is doing.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<CpuStatus> Status();

    /// <summary>The machine is gone, and this grain with it.</summary>
    [Alias("Remove"), AlwaysInterleave]
    Task Remove();
}
