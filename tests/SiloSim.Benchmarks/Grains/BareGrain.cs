namespace SiloSim.Benchmarks.Grains;

/// <summary>See <see cref="IBareGrain"/>.</summary>
internal sealed class BareGrain : Grain, IBareGrain
{
    /// <inheritdoc/>
    public Task Call() => Task.CompletedTask;
}
