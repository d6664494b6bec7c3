using System.Globalization;
using SiloSim.Explorer;
using SiloSim.Ftrace.Models;

namespace SiloSim.Grains;

/// <summary>
/// Carries out a replay: the order of moves is that of a counterexample, where <see cref="LockstepConductor"/> asks a
/// schedule. Who is to move does so until it has made its next shared access; nobody else moves meanwhile.
/// </summary>
internal sealed class ReplayConductor(MachineParts machine, RunPlan plan, RunLog log)
{
    private const int Laps = 3;             // A cycle that goes round so often with the same values is taken for one.
    private const int LongestTurn = 10_000; // Instructions from one read of a site to the next: the guest needs dozens.

    private readonly ReplayPlan _replay = plan.Replay!;
    private readonly Nmi[] _nmis = new Nmi[machine.Spec.Cpus];
    private int _stopsLeft = plan.Replay!.Stops;
    private bool _inRound;
    private bool _phaseReached;
    private StepResult? _patcher; // Where the coordinator stands; null when it has nothing left to do.
    private int _step;
    private uint _running;

    /// <summary>Where a CPU stands in an NMI.</summary>
    private enum Nmi
    {
        None,
        Entering,
        InHandler,
        Leaving,
    }

    /// <summary>How it went.</summary>
    public ReplayOutcome Outcome { get; private set; } = new(0, null);

    /// <summary>Stops that are over.</summary>
    public int Rounds { get; private set; }

    /// <summary>Makes the moves, up to the first violation.</summary>
    /// <param name="interrupt">Asks the run to end.</param>
    public async Task<RunEnd> Run(CancellationToken interrupt)
    {
        string? parted = await Prepare();
        for (int at = 0; parted is null && at < _replay.Moves.Count; at++)
        {
            if (interrupt.IsCancellationRequested)
            {
                return RunEnd.Interrupted;
            }
            parted = await Make(_replay.Moves[at]);
            if (await IsViolated())
            {
                break;
            }
        }
        if (parted is null && !await IsViolated())
        {
            parted = _replay.CycleFrom is int from ? await GoRound(from, interrupt)
                : _replay.ToTheEnd ? await Finish()
                : null;
        }
        Outcome = new ReplayOutcome(_step, parted);
        return parted is null && _replay.ToTheEnd ? RunEnd.Done : RunEnd.Replayed;
    }

    /// <summary>Brings each CPU to where it takes NMIs, and the coordinator to its first access.</summary>
    private async Task<string?> Prepare()
    {
        for (int cpu = 0; cpu < machine.Spec.Cpus; cpu++)
        {
            TurnResult ready = await Turn(cpu);
            if (ready.End != TurnEnd.Seen || ready.Load is not null)
            {
                return $"cpu {cpu} does not come to where it takes NMIs: {Told(ready)}";
            }
        }
        await Settle(begins: true);
        return null;
    }

    private async Task<string?> Make(ReplayMove move)
    {
        AccessMessage wanted = move.Access;
        string? parted = (MachineActor)move.Actor switch
        {
            MachineActor.Coordinator => await Patch(wanted),
            MachineActor.Nmi => await TakeNmi(move.Cpu, wanted),
            _ => await Read(move.Cpu, wanted),
        };
        if (parted is not null)
        {
            return $"step {Number(move.Step)} is '{Text(wanted)}': {parted}";
        }
        _running = (OperationKind)wanted.Kind == OperationKind.AddAndReturn ? wanted.Result : _running;
        _step = move.Step;
        return null;
    }

    private async Task<string?> Patch(AccessMessage wanted)
    {
        if (_patcher?.Next is not { } next)
        {
            return "the coordinator has nothing left to do";
        }
        if (!IsSame(next, wanted))
        {
            return $"the coordinator's next access is '{Text(next, asked: true)}'";
        }
        if (_patcher.State == RoutineState.Phase)
        {
            return await EnterPhase(_patcher.Phase);
        }
        StepResult made = await StepPatcher(1);
        if (made.Made is not { } access)
        {
            return "the coordinator has to wait";
        }
        string? parted = Compare(access, wanted);
        await Settle(begins: false);
        return parted;
    }

    private async Task<string?> EnterPhase(int phase)
    {
        int busy = Array.FindIndex(_nmis, static nmi => nmi != Nmi.None);
        if (busy >= 0)
        {
            return $"cpu {busy} is in an NMI, and does not acknowledge the phase before its end";
        }
        await machine.Phase(phase);
        _phaseReached = true;
        await Settle(begins: false);
        return null;
    }

    private async Task<string?> TakeNmi(int cpu, AccessMessage wanted)
    {
        if (_nmis[cpu] == Nmi.None)
        {
            TurnResult struck = await Turn(cpu, strike: true);
            if (struck.End != TurnEnd.NmiAccepted)
            {
                return $"cpu {cpu} does not accept an NMI";
            }
            log.Nmis++;
            _nmis[cpu] = Nmi.Entering;
        }
        else if (_nmis[cpu] == Nmi.InHandler)
        {
            TurnResult left = await Turn(cpu);
            if (left.End != TurnEnd.NmiReturned)
            {
                return $"the handler on cpu {cpu} does not end: {Told(left)}";
            }
            _nmis[cpu] = Nmi.Leaving;
        }
        bool leaves = _nmis[cpu] == Nmi.Leaving;
        StepResult step = await machine.Nmi(cpu).Step(leaves ? NmiPhase.Exit : NmiPhase.Enter);
        if (step.State == RoutineState.Completed)
        {
            _nmis[cpu] = leaves ? Nmi.None : Nmi.InHandler;
        }
        return step.Made is { } made ? Compare(made, wanted) : $"the NMI on cpu {cpu} makes no access";
    }

    private async Task<string?> Read(int cpu, AccessMessage wanted)
    {
        if (_nmis[cpu] is Nmi.Entering or Nmi.Leaving)
        {
            return $"the NMI on cpu {cpu} runs no guest text now";
        }
        TurnResult read = await Turn(cpu);
        return read.Load is { } load ? Compare(load, wanted) : $"cpu {cpu} reads no site: {Told(read)}";
    }

    /// <summary>Takes the coordinator to the next access that is a move: what a stop has beside those is done on the way.</summary>
    private async Task Settle(bool begins)
    {
        while (true)
        {
            if (!_inRound && _stopsLeft == 0)
            {
                _patcher = null;
                return;
            }
            if (!_inRound)
            {
                await machine.Coordinator.Round(plan, boot: false);
                _inRound = true;
                _stopsLeft--;
            }
            _patcher = await StepPatcher(0);
            if (_patcher.State == RoutineState.Completed)
            {
                _inRound = false;
                Rounds++;
            }
            else if (_patcher.State == RoutineState.Phase && begins && !_replay.HasPhases)
            {
                await machine.Phase(_patcher.Phase);
                _phaseReached = true;
            }
            else if (_patcher.State == RoutineState.Ready && !_replay.HasPhases
                && (OperationKind)_patcher.Next!.Kind is OperationKind.ProbeRead or OperationKind.Flush)
            {
                await StepPatcher(1);
            }
            else
            {
                return;
            }
        }
    }

    private async Task<StepResult> StepPatcher(int steps)
    {
        StepResult result = await machine.Coordinator.Step(steps, _phaseReached);
        _phaseReached = false;
        return result;
    }

    private async Task<TurnResult> Turn(int cpu, bool strike = false)
    {
        TurnResult result = await machine.Turn(
            new TurnRequest(cpu, strike ? 0 : LongestTurn, strike, IdleTime: 0) { UntilSeen = true });
        log.Instructions += result.Instructions;
        log.Torn += result.Torn;
        log.Changed += result.Changed;
        foreach (ViolationMessage violation in result.Violations ?? [])
        {
            WatchReport watched = await machine.Counter.Watched(ended: false);
            log.Add(violation with { Steps = watched.Steps });
        }
        return result;
    }

    private async Task<bool> IsViolated() =>
        log.Violations.Count > 0 || (await machine.Counter.Watched(ended: false)).Violations.Count > 0;

    /// <summary>The cycle, again and again, while the patcher asks in vain.</summary>
    private async Task<string?> GoRound(int from, CancellationToken interrupt)
    {
        bool waits = false;
        for (int lap = 1; lap < Laps; lap++)
        {
            foreach (ReplayMove move in _replay.Moves.Skip(from))
            {
                if (await Make(move) is { } parted)
                {
                    return $"round {Number(lap + 1)}: {parted}";
                }
                if (_patcher?.Next is { } next && MayWait(next) && next.Comparand != _running && !interrupt.IsCancellationRequested)
                {
                    if ((await StepPatcher(1)).State != RoutineState.Blocked)
                    {
                        return $"the coordinator does not wait: '{Text(next)}'";
                    }
                    waits = true;
                }
            }
        }
        if (!waits)
        {
            return "the coordinator is never held off";
        }
        log.Add(new ViolationMessage { Property = "livelock", Cpu = -1 });
        return null;
    }

    /// <summary>Nobody has anything left to do but the coordinator, which lets the machine go.</summary>
    private async Task<string?> Finish()
    {
        while (_patcher is { State: RoutineState.Phase } standing)
        {
            if (await EnterPhase(standing.Phase) is { } parted)
            {
                return parted;
            }
        }
        return _patcher is null ? null : $"the coordinator still has to do '{Text(_patcher.Next!, asked: true)}'";
    }

    private static bool MayWait(AccessMessage access) =>
        (OperationKind)access.Kind is OperationKind.SpinUntilCompareExchange or OperationKind.SpinUntilEqual;

    private static bool IsSame(AccessMessage one, AccessMessage other) =>
        (one.Kind, one.Address, one.Value, one.Comparand) == (other.Kind, other.Address, other.Value, other.Comparand);

    /// <summary>What is different; a wait aside, which the explorer does not have: what waits there is no step.</summary>
    private static string? Compare(AccessMessage made, AccessMessage wanted) =>
        IsSame(made, wanted) && made.Status == wanted.Status && (MayWait(made) || made.Result == wanted.Result)
            ? null : $"the machine does '{Text(made)}'";

    private static string Text(AccessMessage access, bool asked = false)
    {
        string what = $"{new Operation((OperationKind)access.Kind, access.Address, access.Value, access.Comparand)}";
        return asked ? what
            : access.Status != 0 ? string.Create(CultureInfo.InvariantCulture, $"{what} fails with {access.Status}")
            : access.Result != 0 ? string.Create(CultureInfo.InvariantCulture, $"{what} gives {access.Result:x8}")
            : what;
    }

    private static string Told(TurnResult result) =>
        result.Crash is { } crash ? $"{crash.Cause} at {crash.Pc:x8}"
        : result.Load is { } load ? $"it reads {load.Result:x8} at {load.Address:x8}"
        : result.End switch
        {
            TurnEnd.NmiReturned => "its NMI ends",
            TurnEnd.Exited => "its guest has exited",
            TurnEnd.Asleep => "it sleeps",
            _ => "it goes on for too long",
        };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
