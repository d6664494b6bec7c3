namespace SiloSim.Explorer;

/// <summary>A running <see cref="Routine{T}"/>.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public sealed class RoutineThread<T> : RoutineThread
{
    private T? _result;

    internal RoutineThread()
    {
    }

    /// <summary>What the routine returned.</summary>
    /// <exception cref="InvalidOperationException">It has not returned: it still runs, or it threw.</exception>
    public T Result => IsCompleted && Failure is null
        ? _result! : throw new InvalidOperationException("the routine has not returned");

    /// <inheritdoc cref="RoutineThread.Copy"/>
    public new RoutineThread<T> Copy() => (RoutineThread<T>)MemberwiseClone();

    private protected override void TakeResult() => _result = ReturnValue<T>.Take();
}
