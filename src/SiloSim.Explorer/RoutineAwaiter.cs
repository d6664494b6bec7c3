using System.Runtime.CompilerServices;

namespace SiloSim.Explorer;

/// <summary>
/// What <c>await</c> of a <see cref="Routine"/> works with. It holds no reference to the frame that it waits for, so
/// that copies of the frame that holds it stay valid: what came of the call is in the thread.
/// </summary>
public readonly record struct RoutineAwaiter : ICriticalNotifyCompletion, IRoutineAwaiter
{
    /// <summary>Whether the routine that was just called came to its end without suspending.</summary>
    public bool IsCompleted => !RoutineContext.Current.IsSuspended;

    /// <summary>Throws what the routine threw, if it did.</summary>
    public void GetResult() => RoutineContext.Current.TakeReturn();

    /// <summary>Not for use: only a routine can await a routine.</summary>
    /// <param name="continuation">Ignored.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void OnCompleted(Action continuation) => throw RoutineContext.OnlyRoutinesAwait();

    /// <summary>Not for use: only a routine can await a routine.</summary>
    /// <param name="continuation">Ignored.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void UnsafeOnCompleted(Action continuation) => throw RoutineContext.OnlyRoutinesAwait();
}
