using System.Runtime.CompilerServices;

namespace SiloSim.Explorer;

/// <summary>A <see cref="RoutineAwaiter"/> with a result.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly record struct RoutineAwaiter<T> : ICriticalNotifyCompletion, IRoutineAwaiter
{
    /// <summary>Whether the routine that was just called came to its end without suspending.</summary>
    public bool IsCompleted => !RoutineContext.Current.IsSuspended;

    /// <summary>The result of the routine; throws what the routine threw, if it did.</summary>
    /// <returns>The result.</returns>
    public T GetResult()
    {
        RoutineContext.Current.TakeReturn();
        return ReturnValue<T>.Take();
    }

    /// <summary>Not for use: only a routine can await a routine.</summary>
    /// <param name="continuation">Ignored.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void OnCompleted(Action continuation) => throw RoutineContext.OnlyRoutinesAwait();

    /// <summary>Not for use: only a routine can await a routine.</summary>
    /// <param name="continuation">Ignored.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void UnsafeOnCompleted(Action continuation) => throw RoutineContext.OnlyRoutinesAwait();
}
