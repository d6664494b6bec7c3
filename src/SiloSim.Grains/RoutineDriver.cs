using SiloSim.Explorer;

namespace SiloSim.Grains;

/// <summary>Drives a routine of the protocol: each operation that it posts is a call to the home of the counter.</summary>
/// <param name="memory">The home of the counter.</param>
/// <param name="cpu">The CPU whose NMI this is, or -1 for the coordinator.</param>
internal sealed class RoutineDriver(IMemoryGrain memory, int cpu)
{
    private IReadOnlyList<OperationNote>? _notes;
    private bool _waited;
    private (Operation Operation, OperationResult Result) _made;

    /// <summary>Which NMI of the CPU, from 1.</summary>
    public int Nmi { get; set; }

    /// <summary>The home itself where it lives on this silo, so that <see cref="Step"/> can visit it; else null.</summary>
    public MemoryGrain? LocalHome { get; init; }

    /// <summary>Sees each operation and its result, before the routine does.</summary>
    public Action<Operation, OperationResult>? Saw { get; init; }

    /// <summary>Carries out <see cref="Operation.Kind"/> Phase.</summary>
    public Func<int, Task>? Phase { get; init; }

    /// <summary>Carries out <see cref="Operation.Kind"/> Flush; null where instruction caches are coherent.</summary>
    public Func<Operation, Task>? FlushText { get; init; }

    /// <summary>Drives a routine to its end: an operation that has to wait is waited for.</summary>
    public async Task Run(RoutineThread routine)
    {
        while (!routine.IsCompleted)
        {
            if (Post(routine) is { } access)
            {
                Answer(routine, access, await memory.Access(access));
            }
            else if (!routine.IsCompleted)
            {
                Operation operation = routine.Posted;
                await (operation.Kind == OperationKind.Flush ? FlushText!(operation) : Phase!((int)operation.Value));
                Resume(routine, operation, OperationResult.Done);
            }
        }
    }

    /// <summary>
    /// Runs a routine up to its next shared access. <c>while (Post(r) is { } a) Answer(r, a, await memory.Access(a));</c> is
    /// <see cref="Run"/> for a routine without phases, and spares a grain one more turn of its scheduler for each access.
    /// </summary>
    /// <param name="routine">The routine.</param>
    /// <returns>The access; null when the routine has completed or waits for a phase.</returns>
    public ProtocolAccess? Post(RoutineThread routine)
    {
        while (!routine.IsCompleted && routine.Posted is { Kind: not OperationKind.Phase } operation && !IsFlush(operation))
        {
            if (!Passes(routine, operation))
            {
                return Access(operation, wait: true);
            }
        }
        return null;
    }

    /// <summary>Delivers what came of an access to the routine that posted it.</summary>
    /// <returns>False if the access has to be made again, since it was not to wait and would have had to.</returns>
    public bool Answer(RoutineThread routine, ProtocolAccess access, AccessResult result)
    {
        if (result.Blocked)
        {
            _waited = true;
            _notes = access.Notes; // Nobody has seen them yet.
            return false;
        }
        Operation operation = routine.Posted;
        bool waited = _waited && operation.MayWait;
        _waited = false;
        Resume(
            routine, operation, waited ? OperationResult.Waited : new OperationResult(result.Value, result.Status));
        return true;
    }

    /// <summary>
    /// Drives a routine for some scheduling points, or until it has to wait for somebody: one visit of the home if it lives on
    /// this silo; else each access is a message.
    /// </summary>
    /// <param name="routine">The routine.</param>
    /// <param name="steps">Scheduling points; with 0 it goes up to the next one, and says which that is.</param>
    public Task<StepResult> Step(RoutineThread routine, int steps) => LocalHome is { } home
        ? home.Visit(here => StepAt(here, routine, steps))
        : StepAt(memory, routine, steps);

    private async Task<StepResult> StepAt(IMemoryGrain home, RoutineThread routine, int steps)
    {
        int done = 0;
        while (!routine.IsCompleted)
        {
            Operation operation = routine.Posted;
            if (operation.Kind == OperationKind.Phase)
            {
                return Result(routine, done, steps, RoutineState.Phase, (int)operation.Value);
            }
            if (operation.IsSchedulingPoint && done == steps)
            {
                if (steps == 0)
                {
                    await Flush(home); // Who only looks is to find that observers know all that led up to here.
                }
                return Result(routine, done, steps, RoutineState.Ready);
            }
            if (!await Perform(home, routine, operation))
            {
                return Result(routine, done, steps, RoutineState.Blocked);
            }
            done += operation.IsSchedulingPoint ? 1 : 0;
        }
        return Result(routine, done, steps, RoutineState.Completed);
    }

    private StepResult Result(RoutineThread routine, int done, int steps, RoutineState state, int phase = 0) =>
        steps > 1 ? new StepResult(done, state, phase) : new StepResult(done, state, phase)
        {
            Next = routine.IsCompleted ? null : ToMessage(routine.Posted, default),
            Made = done > 0 ? ToMessage(_made.Operation, _made.Result) : null,
        };

    private static AccessMessage ToMessage(Operation operation, OperationResult result) => new(
        (int)operation.Kind, operation.Location, operation.Value, operation.Comparand, result.Value, result.Status);

    /// <summary>The phase that a routine waits for has been reached.</summary>
    public void PhaseReached(RoutineThread routine) => Resume(routine, routine.Posted, OperationResult.Done);

    /// <summary>Hands notes over that no access has carried yet.</summary>
    public Task Flush() => Flush(memory);

    private async Task Flush(IMemoryGrain home)
    {
        if (_notes is not null)
        {
            await home.Access(Access(default, wait: false));
        }
    }

    private bool IsFlush(Operation operation) => operation.Kind == OperationKind.Flush && FlushText is not null;

    private async ValueTask<bool> Perform(IMemoryGrain home, RoutineThread routine, Operation operation)
    {
        if (IsFlush(operation))
        {
            await FlushText!(operation);
            Resume(routine, operation, OperationResult.Done);
            return true;
        }
        if (Passes(routine, operation))
        {
            return true;
        }
        ProtocolAccess access = Access(operation, wait: false);
        return Answer(routine, access, await home.Access(access));
    }

    /// <summary>Goes on over an operation that touches no memory.</summary>
    private bool Passes(RoutineThread routine, Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.FullBarrier or OperationKind.ReadBarrier or OperationKind.Flush:
                // Each access is done at its home before the next one is asked for; a Flush comes here with coherent caches.
                Resume(routine, operation, OperationResult.Done);
                return true;
            case OperationKind.Begin or OperationKind.End or OperationKind.Fail:
                var note = new OperationNote((int)operation.Kind, operation.Location, operation.Value, operation.Comparand);
                _notes = [.. _notes ?? [], note];
                if (operation.Kind == OperationKind.Fail)
                {
                    return false; // An access of no kind: from now on no NMI may see the flag, observers have to know at once.
                }
                Resume(routine, operation, OperationResult.Done);
                return true;
            default:
                return false;
        }
    }

    private ProtocolAccess Access(Operation operation, bool wait)
    {
        IReadOnlyList<OperationNote>? notes = _notes;
        _notes = null;
        OperationKind kind = operation.Kind == OperationKind.Fail ? OperationKind.None : operation.Kind;
        return new ProtocolAccess(
            (int)kind, operation.Location, operation.Value, operation.Comparand, cpu, Nmi, wait, notes);
    }

    private void Resume(RoutineThread routine, Operation operation, OperationResult result)
    {
        Saw?.Invoke(operation, result);
        _made = operation.IsSchedulingPoint ? (operation, result) : _made;
        routine.Resume(result);
    }
}
