namespace SiloSim.Explorer;

/// <summary>
/// A running <see cref="Routine"/>: its suspended frames and the operation that it waits for. A driver executes
/// <see cref="Posted"/> and calls <see cref="Resume"/> until <see cref="IsCompleted"/>. Not for use by two operating
/// system threads at a time; copies are independent.
/// </summary>
public class RoutineThread
{
    private Frame? _top;
    private Operation _posted;
    private Exception? _failure;

    private protected RoutineThread()
    {
    }

    /// <summary>Whether the routine has returned or thrown.</summary>
    public bool IsCompleted => _top is null;

    /// <summary>What the routine threw; null while it runs and when it returned.</summary>
    public Exception? Failure => _failure;

    /// <summary>The operation that the routine waits for.</summary>
    /// <exception cref="InvalidOperationException">The routine has completed.</exception>
    public Operation Posted => _top is not null ? _posted : throw AlreadyCompleted();

    /// <summary>The frame that goes on next; the others are its callers.</summary>
    internal Frame? Top => _top;

    /// <summary>Starts a routine and runs it to its first operation.</summary>
    /// <param name="routine">Calls the routine and returns what it got, no more.</param>
    /// <returns>The thread, which may have completed already.</returns>
    /// <exception cref="NotSupportedException">Frames of the routine cannot be copied.</exception>
    /// <exception cref="InvalidOperationException">
    /// The function returned something else than a call of a routine.
    /// </exception>
    /// <remarks>What the routine throws before its first operation is thrown here.</remarks>
    public static RoutineThread Start(Func<Routine> routine)
    {
        var thread = new RoutineThread();
        thread.Begin(routine);
        return thread;
    }

    /// <summary>Starts a routine with a result and runs it to its first operation.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <inheritdoc cref="Start(Func{Routine})"/>
    public static RoutineThread<T> Start<T>(Func<Routine<T>> routine)
    {
        var thread = new RoutineThread<T>();
        thread.Begin(routine);
        return thread;
    }

    /// <summary>Delivers what came of <see cref="Posted"/>, and runs the routine to its next operation.</summary>
    /// <param name="result">What came of it.</param>
    /// <exception cref="InvalidOperationException">The routine has completed.</exception>
    /// <remarks>What the routine throws is thrown here, once, and kept in <see cref="Failure"/>.</remarks>
    public void Resume(OperationResult result)
    {
        Frame top = _top ?? throw AlreadyCompleted();
        RoutineContext context = RoutineContext.Enter(result, out RoutineContext? outer);
        try
        {
            context.Resume(top);
            Settle(context);
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
        finally
        {
            context.Leave(outer);
        }
    }

    /// <summary>
    /// A thread that goes on from here independently of this one. Takes the same time however deep the calls are:
    /// suspended frames are shared.
    /// </summary>
    /// <returns>The copy.</returns>
    public RoutineThread Copy() => (RoutineThread)MemberwiseClone();

    /// <summary>Takes over the result of the routine, which has just returned.</summary>
    private protected virtual void TakeResult()
    {
    }

    private protected void Begin<TRoutine>(Func<TRoutine> call)
    {
        RoutineContext context = RoutineContext.Enter(default, out RoutineContext? outer);
        try
        {
            _ = call();
            if (!context.TakeCall())
            {
                throw new InvalidOperationException("the function did not call a routine");
            }

            Settle(context);
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
        finally
        {
            context.Leave(outer);
        }
    }

    private static InvalidOperationException AlreadyCompleted() => new("the routine has completed");

    private void Settle(RoutineContext context)
    {
        if (context.IsSuspended)
        {
            _top = context.Innermost;
            _posted = context.Posted;
            return;
        }

        _top = null;
        context.TakeReturn();
        TakeResult();
    }

    private void Fail(Exception exception)
    {
        _top = null;
        _failure = exception;
    }
}
