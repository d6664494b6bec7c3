using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Worlds;

/// <summary>A state of a thread that the search has met, and where each result met so far leads from there.</summary>
internal sealed class LocalState(int id, Continuation? state, string? failure)
{
    private volatile LocalEdge? _interrupt;

    /// <summary>Its number; numbers count from 0 in the order of being met.</summary>
    public int Id { get; } = id;

    /// <summary>The state itself; null where the thread's code threw on the way to it.</summary>
    public Continuation? State { get; } = state;

    /// <summary>What the thread's code threw, in one line; null where it did not.</summary>
    public string? Failure { get; } = failure;

    /// <summary>Whether the thread has come to its end, or its code has thrown.</summary>
    public bool IsCompleted { get; } = state is null || state.IsCompleted;

    /// <summary>Whether an interrupt may strike.</summary>
    public bool CanInterrupt { get; } = state is { CanInterrupt: true };

    /// <summary>Whether the thread will never do anything any more.</summary>
    public bool IsOver => IsCompleted && !CanInterrupt;

    /// <summary>Where an interrupt leads; null if it was not met yet, or none can strike.</summary>
    public LocalEdge? Interrupt
    {
        get => _interrupt;
        set => _interrupt = value;
    }

    /// <summary>A hash of the state, the same in every process.</summary>
    public ulong Hash { get; init; }

    /// <summary>The state after which it was met first; null where it is the first of a thread.</summary>
    public LocalState? Parent { get; init; }

    /// <summary>
    /// What led to it from <see cref="Parent"/>, by its number in <see cref="LocalStates.Met"/>, or the number of the thread.
    /// </summary>
    public int Origin { get; init; }

    /// <summary>What the thread waits for.</summary>
    public Operation Posted { get; } = state is { IsCompleted: false } ? state.Posted : default;

    /// <summary>The properties that look at <see cref="Posted"/>.</summary>
    public int[] Observers { get; init; } = [];

    /// <summary>Where each result leads that was met so far.</summary>
    public EdgeMap Edges { get; } = new();
}
