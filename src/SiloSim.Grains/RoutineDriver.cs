using SiloSim.Explorer;

namespace SiloSim.Grains;

/// <summary>Drives a routine of the protocol: each operation that it posts is a call to the home of the counter.</summary>
/// <param name="memory">The home of the counter.</param>
/// <param name="cpu">The CPU whose NMI this is, or -1 for the coordinator.</param>
internal sealed class RoutineDriver(IMemoryGrain memory, int cpu)
{
    private IReadOnlyList<OperationNote>? _notes;
    private bool _waited;

    /// <summary>Which NMI of the CPU, from 1.</summary>
    public int Nmi { get; set; }

    /// <summary>Sees each operation and its result, before the routine does.</summary>
    public Action<Operation, OperationResult>? Saw { get; init; }

    /// <summary>Carries out <see cref="Operation.Kind"/> Phase.</summary>
    public Func<int, Task>? Phase { get; init; }

    /// <summary>Drives a routine to its end: an operation that has to wait is waited for.</summary>
    public async Task Run(RoutineThread routine)
    {
        while (!routine.IsCompleted)
        {
            Operation operation = routine.Posted;
            if (operation.Kind == OperationKind.Phase)
            {
                await Phase!((int)operation.Value);
                Resume(routine, operation, OperationResult.Done);
                continue;
            }
            await Perform(routine, operation, wait: true);
        }
    }

    /// <summary>Drives a routine for some scheduling points, or until it has to wait for somebody.</summary>
    /// <param name="routine">The routine.</param>
    /// <param name="steps">Scheduling points, 1 or more.</param>
    public async Task<StepResult> Step(RoutineThread routine, int steps)
    {
        int done = 0;
        while (!routine.IsCompleted)
        {
            Operation operation = routine.Posted;
            if (operation.Kind == OperationKind.Phase)
            {
                return new StepResult(done, RoutineState.Phase, (int)operation.Value);
            }
            if (operation.IsSchedulingPoint && done == steps)
            {
                return new StepResult(done, RoutineState.Ready, 0);
            }
            if (!await Perform(routine, operation, wait: false))
            {
                return new StepResult(done, RoutineState.Blocked, 0);
            }
            done += operation.IsSchedulingPoint ? 1 : 0;
        }
        return new StepResult(done, RoutineState.Completed, 0);
    }

    /// <summary>The phase that a routine waits for has been reached.</summary>
    public void PhaseReached(RoutineThread routine) => Resume(routine, routine.Posted, OperationResult.Done);

    /// <summary>Hands notes over that no access has carried yet.</summary>
    public async Task Flush()
    {
        if (_notes is not null)
        {
            await memory.Access(Access(default, wait: false));
        }
    }

    private async ValueTask<bool> Perform(RoutineThread routine, Operation operation, bool wait)
    {
        switch (operation.Kind)
        {
            case OperationKind.FullBarrier or OperationKind.ReadBarrier or OperationKind.Flush:
                // Each access is done at its home before the next one is asked for, and the machine's caches are coherent.
                Resume(routine, operation, OperationResult.Done);
                return true;
            case OperationKind.Begin or OperationKind.End or OperationKind.Fail:
                var note = new OperationNote((int)operation.Kind, operation.Location, operation.Value, operation.Comparand);
                _notes = [.. _notes ?? [], note];
                if (operation.Kind == OperationKind.Fail)
                {
                    await Flush(); // From now on no NMI may see the flag: observers have to know at once.
                }
                Resume(routine, operation, OperationResult.Done);
                return true;
        }
        ProtocolAccess access = Access(operation, wait);
        AccessResult result = await memory.Access(access);
        if (result.Blocked)
        {
            _waited = true;
            _notes = access.Notes; // Nobody has seen them yet.
            return false;
        }
        bool waited = _waited && operation.MayWait;
        _waited = false;
        Resume(
            routine, operation, waited ? OperationResult.Waited : new OperationResult(result.Value, result.Status));
        return true;
    }

    private ProtocolAccess Access(Operation operation, bool wait)
    {
        IReadOnlyList<OperationNote>? notes = _notes;
        _notes = null;
        return new ProtocolAccess(
            (int)operation.Kind, operation.Location, operation.Value, operation.Comparand, cpu, Nmi, wait, notes);
    }

    private void Resume(RoutineThread routine, Operation operation, OperationResult result)
    {
        Saw?.Invoke(operation, result);
        routine.Resume(result);
    }
}
