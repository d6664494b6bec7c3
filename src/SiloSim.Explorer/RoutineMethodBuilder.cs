using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SiloSim.Explorer;

/// <summary>
/// The compiler's half of <see cref="Routine"/>. It holds nothing, so copies of frames share nothing by it.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "The compiler calls these on the builder of a frame.")]
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RoutineMethodBuilder
{
    /// <summary>Called by the compiler.</summary>
    public Routine Task => default;

    /// <summary>Called by the compiler.</summary>
    /// <returns>The builder.</returns>
    public static RoutineMethodBuilder Create() => default;

    /// <summary>Called by the compiler: runs the method up to its first operation.</summary>
    /// <typeparam name="TStateMachine">The compiler's state machine.</typeparam>
    /// <param name="stateMachine">The state machine.</param>
    /// <exception cref="NotSupportedException">Frames of this type cannot be copied.</exception>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => RoutineContext.Current.Call(ref stateMachine);

    /// <summary>Called by the compiler; only class state machines need it, and those are refused.</summary>
    /// <param name="stateMachine">Ignored.</param>
    public void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>Called by the compiler: the method suspends.</summary>
    /// <typeparam name="TAwaiter">What it waits for.</typeparam>
    /// <typeparam name="TStateMachine">The compiler's state machine.</typeparam>
    /// <param name="awaiter">What it waits for.</param>
    /// <param name="stateMachine">The state machine.</param>
    /// <exception cref="NotSupportedException">It awaits neither an operation nor a routine.</exception>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine =>
        RoutineContext.Current.Suspend<TAwaiter, TStateMachine>(ref stateMachine);

    /// <inheritdoc cref="AwaitOnCompleted"/>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine =>
        RoutineContext.Current.Suspend<TAwaiter, TStateMachine>(ref stateMachine);

    /// <summary>Called by the compiler: the method returns.</summary>
    public void SetResult() => RoutineContext.Current.Return();

    /// <summary>Called by the compiler: the method throws.</summary>
    /// <param name="exception">What it throws.</param>
    public void SetException(Exception exception) => RoutineContext.Current.Throw(exception);
}
