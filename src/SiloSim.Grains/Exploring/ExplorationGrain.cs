using System.Diagnostics;

namespace SiloSim.Grains.Exploring;

/// <summary>The head of one search. What it does is in <see cref="ExplorationRun"/>.</summary>
[KeepAlive]
internal sealed class ExplorationGrain(ShardServices services, IClusterMembershipService members)
    : Grain, IExplorationGrain, IDisposable
{
    private static readonly TimeSpan s_forgotten = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _interrupt = new();
    private ExplorationRun? _run;
    private Task _ended = Task.CompletedTask;
    private long _asked;

    /// <inheritdoc/>
    public Task Start(ExplorationSpec spec)
    {
        if (_run is not null)
        {
            return Task.CompletedTask; // Whoever asks again did not hear the answer.
        }
        _ = ExplorationModel.ReductionsOf(spec);

        // While the cluster gets over the loss of a silo there may be two heads: each has a search of its own.
        _run = new ExplorationRun($"{this.GetPrimaryKeyString()}-{Guid.NewGuid():N}", spec, services, members);
        _asked = Stopwatch.GetTimestamp();
        _ended = _run.Run(_interrupt.Token);
        _ = EndUnlessAsked();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ExplorationStatus> Wait(int milliseconds)
    {
        if (_run is null)
        {
            DeactivateOnIdle();
            return new ExplorationStatus();
        }
        _asked = Stopwatch.GetTimestamp();
        try
        {
            await _ended.WaitAsync(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 20_000)));
        }
        catch (TimeoutException)
        {
            // Not ended: that is what the status says.
        }
        return _run.Status;
    }

    /// <inheritdoc/>
    public Task Interrupt()
    {
        _interrupt.Cancel();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Remove()
    {
        await _interrupt.CancelAsync();
        if (_run is { } run)
        {
            await _ended;
            await run.Forget();
        }
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public void Dispose() => _interrupt.Dispose();

    /// <summary>Whoever began the search may be gone.</summary>
    private async Task EndUnlessAsked()
    {
        while (Stopwatch.GetElapsedTime(_asked) < s_forgotten)
        {
            await Task.Delay(s_betweenLooks);
        }
        await Remove();
    }
}
