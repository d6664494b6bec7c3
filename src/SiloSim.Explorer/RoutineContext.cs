using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace SiloSim.Explorer;

/// <summary>
/// What the parts of a running routine tell each other between the start or resumption of its thread and its next
/// suspension. It lives no longer than that: between steps all is in the <see cref="RoutineThread"/>.
/// </summary>
internal sealed class RoutineContext
{
    [ThreadStatic]
    private static RoutineContext? t_current;

    [ThreadStatic]
    private static RoutineContext? t_spare;

    private ExceptionDispatchInfo? _failure;
    private Frame? _innermost;
    private Frame? _outermost;
    private bool _isUnawaited;
    private bool _isPosted;

    /// <summary>The context of the routine that runs on this operating system thread.</summary>
    public static RoutineContext Current =>
        t_current ?? throw new InvalidOperationException("a routine runs only in a RoutineThread");

    /// <summary>Whether the routine that was just called or resumed waits for an operation.</summary>
    public bool IsSuspended => _innermost is not null;

    /// <summary>What it waits for.</summary>
    public Operation Posted { get; private set; }

    /// <summary>What came of the operation that it waited for.</summary>
    public OperationResult Delivered { get; private set; }

    /// <summary>The innermost frame of the routine that was just suspended.</summary>
    public Frame? Innermost => _innermost;

    public static NotSupportedException OnlyRoutinesAwait() => new("only a Routine can await this");

    /// <summary>Makes a context the current one; <see cref="Leave"/> must follow.</summary>
    /// <param name="delivered">The result of the operation that was waited for.</param>
    /// <param name="outer">The context of a routine that starts or resumes another thread within itself.</param>
    public static RoutineContext Enter(OperationResult delivered, out RoutineContext? outer)
    {
        outer = t_current;
        RoutineContext context = outer is null ? t_spare ??= new RoutineContext() : new RoutineContext();
        context.Delivered = delivered;
        t_current = context;
        return context;
    }

    public void Leave(RoutineContext? outer)
    {
        Reset();
        Delivered = default;
        t_current = outer;
    }

    /// <summary>A method is called: it runs up to its first operation, or its end.</summary>
    public void Call<TStateMachine>(ref TStateMachine machine)
        where TStateMachine : IAsyncStateMachine
    {
        ThrowIfUnawaited();
        if (Frame<TStateMachine>.Refusal is string refusal)
        {
            throw new NotSupportedException(refusal);
        }

        machine.MoveNext();
        _isUnawaited = true;
    }

    /// <summary>An operation is awaited.</summary>
    public void Post(Operation operation)
    {
        ThrowIfUnawaited();
        Posted = operation;
        _isPosted = true;
    }

    /// <summary>
    /// A method suspends: by an operation, or since the routine that it called did. So the innermost comes first: each
    /// is collected here and becomes the caller of the one before.
    /// </summary>
    public void Suspend<TAwaiter, TStateMachine>(ref TStateMachine machine)
        where TStateMachine : IAsyncStateMachine
    {
        if (typeof(TAwaiter) == typeof(OperationAwaiter) && _isPosted)
        {
            _innermost = _outermost = new Frame<TStateMachine>(machine);
            _isPosted = false;
        }
        else if (typeof(IRoutineAwaiter).IsAssignableFrom(typeof(TAwaiter)) && _outermost is not null)
        {
            var caller = new Frame<TStateMachine>(machine);
            _outermost.Caller = caller;
            _outermost = caller;
            _isUnawaited = false;
        }
        else
        {
            throw new NotSupportedException($"a routine awaits operations and routines, not {typeof(TAwaiter).Name}");
        }
    }

    /// <summary>A method returns.</summary>
    public void Return() => ThrowIfUnawaited();

    /// <summary>A method throws: whatever it had called and not awaited is gone.</summary>
    public void Throw(Exception exception)
    {
        Reset();
        _failure = ExceptionDispatchInfo.Capture(exception);
    }

    /// <summary>The awaiting method, or the thread, takes what the called one came to.</summary>
    public void TakeReturn()
    {
        _isUnawaited = false;
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    /// <summary>Whether a routine was called here and neither awaited nor taken over by the thread.</summary>
    public bool TakeCall() => _isUnawaited && !(_isUnawaited = false);

    /// <summary>Runs a suspended routine to its next operation.</summary>
    /// <returns>False when it came to its end.</returns>
    public bool Resume(Frame top)
    {
        for (Frame? frame = top; frame is not null; frame = frame.Caller)
        {
            frame.ResumeCopy();
            if (_outermost is not null)
            {
                _outermost.Caller = frame.Caller;
                return true;
            }
        }

        return false;
    }

    private void ThrowIfUnawaited()
    {
        if (_isUnawaited)
        {
            throw new InvalidOperationException("a routine must be awaited where it is called");
        }
    }

    private void Reset()
    {
        _failure = null;
        _innermost = _outermost = null;
        _isUnawaited = _isPosted = false;
    }
}
