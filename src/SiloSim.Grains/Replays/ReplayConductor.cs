using System.Globalization;
using SiloSim.Explorer.Models;
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
    private readonly ReplayedCoordinator _coordinator = new(machine, plan);
    private int _step;

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
    public int Rounds => _coordinator.Rounds;

    /// <summary>A CPU that is in an NMI, or -1.</summary>
    private int Busy => Array.FindIndex(_nmis, static nmi => nmi != Nmi.None);

    /// <summary>Makes the moves, up to the first violation.</summary>
    /// <param name="interrupt">Asks the run to end.</param>
    public async Task<RunEnd> Run(CancellationToken interrupt)
    {
        string? parted = await Prepare();
        for (int at = 0; parted is null && at < _replay.Moves.Count; at++)
        {
            if (interrupt.IsCancellationRequested)
            {
                Outcome = new ReplayOutcome(_step, null);
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
            parted = _replay.CycleFrom is int from ? await GoRound(from)
                : _replay.ToTheEnd ? await _coordinator.Finish(Busy)
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
        await _coordinator.Begin();
        return null;
    }

    private async Task<string?> Make(ReplayMove move)
    {
        AccessMessage wanted = move.Access;
        string? parted = (MachineActor)move.Actor switch
        {
            MachineActor.Coordinator => await _coordinator.Make(wanted, Busy),
            MachineActor.Nmi => await TakeNmi(move.Cpu, wanted),
            _ => await Read(move.Cpu, wanted),
        };
        if (parted is not null)
        {
            return $"step {Number(move.Step)} is '{AccessText.Made(wanted)}': {parted}";
        }
        _step = move.Step;
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
        return step.Made is { } made ? AccessText.Difference(made, wanted) : $"the NMI on cpu {cpu} makes no access";
    }

    private async Task<string?> Read(int cpu, AccessMessage wanted)
    {
        if (_nmis[cpu] is Nmi.Entering or Nmi.Leaving)
        {
            return $"the NMI on cpu {cpu} runs no guest text now";
        }
        TurnResult read = await Turn(cpu);
        return read.Load is { } load ? AccessText.Difference(load, wanted) : $"cpu {cpu} reads no site: {Told(read)}";
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
    private async Task<string?> GoRound(int from)
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
                if (_coordinator.Next is { } next && AccessText.MayWait(next)
                    && (await machine.Counter.Watched(ended: false)).Words is [uint running, ..] && running != next.Comparand)
                {
                    if (!await _coordinator.HasToWait())
                    {
                        return $"the coordinator does not wait: '{AccessText.Asked(next)}'";
                    }
                    waits = true;
                }
            }
        }
        if (!waits)
        {
            return "the coordinator is never held off";
        }
        log.Add(new ViolationMessage { Property = Finding.Livelock, Cpu = -1 });
        return null;
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
