namespace SiloSim.Grains.Engine;

/// <summary>
/// One thread, or one lockstep machine, as far as safepoints go: its sequence is odd while it executes guest code.
/// </summary>
internal sealed class Mutator
{
    private long _sequence;

    /// <summary>Odd inside guest code.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>What this thread knows of the engine's signals to grains. Nobody else looks at it.</summary>
    public int SignalsSeen { get; set; }

    /// <summary>Guest code begins. What is read from the tables after this is seen by <see cref="Safepoints.Passed"/>.</summary>
    public void Enter() => Interlocked.Increment(ref _sequence);

    /// <summary>Guest code has returned: every store it made is done, and it holds no frame.</summary>
    public void Leave() => Interlocked.Increment(ref _sequence);
}
