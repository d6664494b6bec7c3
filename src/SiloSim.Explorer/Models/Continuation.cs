using System.Buffers;

namespace SiloSim.Explorer.Models;

/// <summary>
/// What a thread of a model has still to do: the operation that it waits for, and all that its future depends on. Immutable:
/// going on gives another state. It is a function of what the thread has been given so far and of nothing else, so the
/// explorer runs a thread's code once for each state and result, and remembers where it led.
/// </summary>
public abstract class Continuation
{
    /// <summary>Whether the thread has come to its end.</summary>
    public abstract bool IsCompleted { get; }

    /// <summary>The operation that it waits for; undefined once it has completed.</summary>
    public abstract Operation Posted { get; }

    /// <summary>Runs the thread's code to its next operation, or to its end.</summary>
    /// <param name="result">What came of <see cref="Posted"/>.</param>
    /// <returns>Where it stands then.</returns>
    /// <remarks>What the thread's code throws is thrown here: a model error.</remarks>
    public abstract Continuation After(OperationResult result);

    /// <summary>
    /// Whether an interrupt may strike here, before <see cref="Posted"/> is done or after the thread has come to its
    /// end. Whether and when it does is a choice of the schedule.
    /// </summary>
    public virtual bool CanInterrupt => false;

    /// <summary>An interrupt strikes: runs the thread's code to the first operation of its handler.</summary>
    /// <returns>Where it stands then.</returns>
    /// <exception cref="InvalidOperationException">Not <see cref="CanInterrupt"/>.</exception>
    public virtual Continuation Interrupted() => throw new InvalidOperationException("no interrupt can strike here");

    /// <summary>
    /// Writes all that the future depends on. States with the same bytes have the same future; the bytes are the same
    /// in every process.
    /// </summary>
    /// <param name="output">Where to.</param>
    public abstract void Encode(IBufferWriter<byte> output);
}
