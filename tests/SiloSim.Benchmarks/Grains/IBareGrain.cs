using Orleans.Concurrency;
using SiloSim.Grains;

namespace SiloSim.Benchmarks.Grains;

/// <summary>A grain that does nothing: what a call costs at least.</summary>
[Alias("silosim.bench.IBareGrain")]
public interface IBareGrain : IGrainWithIntegerKey
{
    /// <summary>Does nothing.</summary>
    [Alias("Call"), AlwaysInterleave]
    Task Call();

    /// <summary>Answers with some bytes.</summary>
    [Alias("Payload"), AlwaysInterleave]
    Task<byte[]> Payload(int bytes);

    /// <summary>Does nothing, with an argument and a result of the types that an access to the home of the counter has.</summary>
    [Alias("Answer"), AlwaysInterleave]
    Task<AccessResult> Answer([Immutable] ProtocolAccess access);
}
