using System.Runtime.CompilerServices;

namespace SiloSim.Explorer;

/// <summary>
/// What <c>await</c> of an <see cref="Operation"/> works with. It holds nothing: operation and result are the thread's.
/// </summary>
public readonly record struct OperationAwaiter : ICriticalNotifyCompletion
{
    /// <summary>Never: each operation is executed by a driver.</summary>
    public bool IsCompleted => false;

    /// <summary>The result that the driver passed to <see cref="RoutineThread.Resume"/>.</summary>
    /// <returns>The result.</returns>
    public OperationResult GetResult() => RoutineContext.Current.Delivered;

    /// <summary>Not for use: only a routine can await an operation.</summary>
    /// <param name="continuation">Ignored.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void OnCompleted(Action continuation) => throw RoutineContext.OnlyRoutinesAwait();

    /// <summary>Not for use: only a routine can await an operation.</summary>
    /// <param name="continuation">Ignored.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void UnsafeOnCompleted(Action continuation) => throw RoutineContext.OnlyRoutinesAwait();
}
