using SiloSim.Grains;

namespace SiloSim.Benchmarks.Grains;

/// <summary>See <see cref="IBareGrain"/>.</summary>
internal sealed class BareGrain : Grain, IBareGrain
{
    private static readonly Task<AccessResult> s_result = Task.FromResult(new AccessResult(0, 0, false));

    /// <inheritdoc/>
    public Task Call() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<AccessResult> Answer(ProtocolAccess access) => s_result;
}
