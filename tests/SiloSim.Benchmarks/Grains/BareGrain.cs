using SiloSim.Grains;

namespace SiloSim.Benchmarks.Grains;

/// <summary>See <see cref="IBareGrain"/>.</summary>
internal sealed class BareGrain : Grain, IBareGrain
{
    private byte[]? _payload;
    private static readonly Task<AccessResult> s_result = Task.FromResult(new AccessResult(0, 0, false));

    /// <inheritdoc/>
    public Task Call() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<byte[]> Payload(int bytes)
    {
        byte[] payload = new byte[bytes]; // As a home makes an answer for each fetch.
        _payload ??= new byte[bytes];
        _payload.AsSpan(0, bytes).CopyTo(payload);
        return Task.FromResult(payload);
    }

    /// <inheritdoc/>
    public Task<AccessResult> Answer(ProtocolAccess access) => s_result;
}
