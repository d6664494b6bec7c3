using System.Diagnostics;
using SiloSim.Machine.Lockstep;

namespace SiloSim.Grains;

/// <summary>
/// Carries out a lockstep run: asks the schedule who moves, lets it move, tells the schedule what came of it. One turn at a
/// time over the whole machine, whichever silo it is on.
/// </summary>
internal sealed class LockstepConductor(MachineParts machine, RunPlan plan, RunLog log)
{
    private const int TurnsBetweenLooks = 256; // At the clock and at other calls: a turn is a few microseconds.

    private readonly LockstepSchedule _schedule =
        new(machine.Spec.Seed, machine.Spec.Cpus, machine.Spec.NmiEvery, machine.Spec.Quantum);

    private int _roundsLeft = plan.Toggles > 0 ? plan.Toggles + 1 : 0; // The first turns every call into a nop, as at boot.
    private bool _boot = true;
    private bool _inRound;
    private bool _keepGoing = true;
    private int _phase;
    private bool _phaseReached;

    /// <summary>Rounds that are over.</summary>
    public int Rounds { get; private set; }

    /// <summary>Runs to the end.</summary>
    /// <param name="limit">The time limit.</param>
    /// <param name="interrupt">Asks the run to end.</param>
    public async Task<RunEnd> Run(TimeSpan limit, CancellationToken interrupt)
    {
        long start = Stopwatch.GetTimestamp();
        bool timeIsUp = false;
        long askedToEnd = 0;
        _schedule.Rest(plan.Rest);
        for (long turns = 0; ; turns++)
        {
            if (turns % TurnsBetweenLooks == 0)
            {
                timeIsUp |= Stopwatch.GetElapsedTime(start) > limit;
                await Task.Yield(); // Turns of this silo's CPUs need no message: others of the machine's calls come in here.
            }
            if (askedToEnd == 0 && (timeIsUp || interrupt.IsCancellationRequested))
            {
                askedToEnd = Stopwatch.GetTimestamp();
            }
            else if (askedToEnd != 0 && turns % TurnsBetweenLooks == 0 && Stopwatch.GetElapsedTime(askedToEnd) > RunPlan.Patience)
            {
                return interrupt.IsCancellationRequested ? RunEnd.Interrupted : RunEnd.TimeLimit; // In a round that never ends.
            }
            bool found = log.HasSeen(plan.UntilSeen);
            bool toEnd = interrupt.IsCancellationRequested || timeIsUp || found;
            _roundsLeft = toEnd ? 0 : _roundsLeft;
            if (_keepGoing && !_inRound && _roundsLeft == 0 && (toEnd || !plan.UntilInterrupted))
            {
                _keepGoing = false;
                await machine.KeepGoing(false);
            }
            if (!_inRound && _roundsLeft > 0 && _schedule.RestIsOver)
            {
                await machine.Coordinator.Round(plan, _boot);
                (_boot, _inRound) = (false, true);
                _schedule.BeginRound();
            }
            Turn turn = _schedule.Next();
            switch (turn.Kind)
            {
                case TurnKind.Cpu:
                    await RunCpu(turn);
                    break;
                case TurnKind.Acknowledge:
                    _schedule.Acknowledged(turn.Cpu);
                    break;
                case TurnKind.Nmi:
                    NmiPhase phase = _schedule.IsLeavingNmi(turn.Cpu) ? NmiPhase.Exit : NmiPhase.Enter;
                    StepResult step = machine.Spec.DynamicFtrace
                        ? await machine.Nmi(turn.Cpu).Step(phase)
                        : new StepResult(0, RoutineState.Completed, 0);
                    _schedule.NmiStepped(turn.Cpu, step.State == RoutineState.Completed);
                    break;
                case TurnKind.Coordinator:
                    await StepCoordinator(turn);
                    break;
                case TurnKind.Deadlock:
                    return NameDeadlock();
                case TurnKind.Finished when _roundsLeft == 0:
                    return interrupt.IsCancellationRequested ? RunEnd.Interrupted
                        : timeIsUp ? RunEnd.TimeLimit
                        : RunEnd.Done;
            }
            if (_schedule.PhaseReached)
            {
                await EndPhase();
            }
            if (log.Crash is not null)
            {
                return RunEnd.GuestFailed;
            }
        }
    }

    private async Task RunCpu(Turn turn)
    {
        TurnResult result = await machine.Turn(new TurnRequest(turn.Cpu, turn.Budget, turn.Strike, turn.IdleTime));
        log.Instructions += result.Instructions;
        log.Torn += result.Torn;
        log.Changed += result.Changed;
        foreach (ViolationMessage violation in result.Violations ?? [])
        {
            if (log.Keeps(violation))
            {
                WatchReport watched = await machine.Counter.Watched(ended: false);
                log.Add(violation with { Steps = watched.Steps });
            }
        }
        bool ended = result.End is TurnEnd.Exited or TurnEnd.Failed;
        if (ended || result.Output is not null)
        {
            log.Add(new CpuEvent
            {
                Cpu = turn.Cpu,
                ExitCode = result.End == TurnEnd.Exited ? result.ExitCode : null,
                Crash = result.End == TurnEnd.Failed ? result.Crash : null,
                Output = result.Output,
            });
        }
        log.Nmis += result.End == TurnEnd.NmiAccepted ? 1 : 0;
        CpuTurnEnd end = result.End switch
        {
            TurnEnd.NmiAccepted => CpuTurnEnd.NmiAccepted,
            TurnEnd.NmiReturned => CpuTurnEnd.NmiReturned,
            TurnEnd.Asleep => CpuTurnEnd.Asleep,
            TurnEnd.Exited or TurnEnd.Failed => CpuTurnEnd.Ended,
            _ => CpuTurnEnd.GoesOn,
        };
        _schedule.CpuRan(turn.Cpu, result.Instructions, end, result.HeldBack, result.WakeAt);
    }

    private async Task StepCoordinator(Turn turn)
    {
        StepResult step = await machine.Coordinator.Step(turn.Steps, _phaseReached);
        _phaseReached = false;
        bool completed = step.State == RoutineState.Completed;
        _schedule.CoordinatorStepped(step.Steps, turn.Alone, step.State == RoutineState.Blocked, completed);
        if (completed)
        {
            Rounds++;
            _roundsLeft = Math.Max(0, _roundsLeft - 1);
            _inRound = false;
            _schedule.Rest(plan.Rest);
        }
        else if (step.State == RoutineState.Phase)
        {
            _phase = step.Phase;
            if (_phase == 4)
            {
                await machine.Phase(4); // The engines let their cores go before the first of them has a turn.
            }
            _schedule.BeginPhase(_phase);
        }
    }

    private async Task EndPhase()
    {
        if (_phase != 4)
        {
            await machine.Phase(_phase);
        }
        _schedule.EndPhase();
        _phaseReached = true;
    }

    private RunEnd NameDeadlock()
    {
        if (_inRound)
        {
            log.Add(new ViolationMessage { Property = "deadlock", Cpu = -1 });
            return RunEnd.Done;
        }
        log.Add(new CpuEvent { Cpu = 0, Crash = new GuestCrash(0, 0, "sleep", "hangs: every CPU sleeps and nothing will wake it") });
        return RunEnd.GuestFailed;
    }
}
