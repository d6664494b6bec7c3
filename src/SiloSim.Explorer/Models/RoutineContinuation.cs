using System.Buffers;

namespace SiloSim.Explorer.Models;

/// <summary>A thread whose code is a <see cref="Routine"/>: the very text that a machine runs.</summary>
public sealed class RoutineContinuation : Continuation
{
    private readonly RoutineThread _thread;

    private RoutineContinuation(RoutineThread thread) => _thread = thread;

    /// <inheritdoc/>
    public override bool IsCompleted => _thread.IsCompleted;

    /// <inheritdoc/>
    public override Operation Posted => _thread.Posted;

    /// <summary>A thread at its first operation.</summary>
    /// <param name="routine">Calls the routine and returns what it got, no more.</param>
    /// <returns>Where it stands.</returns>
    public static RoutineContinuation Start(Func<Routine> routine) => new(RoutineThread.Start(routine));

    /// <inheritdoc/>
    public override Continuation After(OperationResult result)
    {
        RoutineThread next = _thread.Copy();
        next.Resume(result);
        return new RoutineContinuation(next);
    }

    /// <inheritdoc/>
    public override void Encode(IBufferWriter<byte> output) => FrameEncoder.Encode(_thread.Top, output);
}
