using Orleans.Concurrency;

namespace SiloSim.Benchmarks.Grains;

/// <summary>A grain that does nothing: what a call costs at least.</summary>
[Alias("silosim.bench.IBareGrain")]
public interface IBareGrain : IGrainWithIntegerKey
{
    /// <summary>Does nothing.</summary>
    [Alias("Call"), AlwaysInterleave]
    Task Call();
}
