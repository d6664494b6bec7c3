using SiloSim.Machine.Lockstep;

namespace SiloSim.Tests.Machine.Lockstep;

/// <summary>
/// Carries out the turns of a schedule, with CPUs that do nothing but count: NMIs of some shared accesses and a handler of
/// some instructions, and a coordinator whose rounds have the phases of stop-machine and some shared accesses between them.
/// </summary>
internal sealed class ScheduledMachine
{
    public const int NmiAccesses = 3;
    public const int HandlerInstructions = 40;
    private readonly int[] _nmiLeft;
    private readonly int[] _handlerLeft;
    private readonly Queue<int> _round = new(); // A phase as a negative number, an access as 0.
    private bool _phaseGranted;

    public ScheduledMachine(ulong seed, int cpus, int nmiEvery, int quantum = 4096)
    {
        Schedule = new LockstepSchedule(seed, cpus, nmiEvery, quantum);
        _nmiLeft = new int[cpus];
        _handlerLeft = new int[cpus];
        InNmi = new bool[cpus];
        HoldsBack = new bool[cpus];
        Retired = new long[cpus];
        Acknowledged = new List<int>[cpus];
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            Acknowledged[cpu] = [];
        }
    }

    public LockstepSchedule Schedule { get; }

    public int Rest { get; init; } = 500;

    public int RoundsLeft { get; set; }

    public int AccessesPerRound { get; init; } = 60;

    /// <summary>The most of a batch that is carried out at once, where the coordinator is alone.</summary>
    public int MostOfABatch { get; init; } = int.MaxValue;

    /// <summary>What a CPU's turn comes to; by default it runs its budget.</summary>
    public Func<Turn, (int Instructions, CpuTurnEnd End)> RunCpu { get; init; } =
        static turn => (turn.Budget, CpuTurnEnd.GoesOn);

    public bool[] InNmi { get; }

    public bool[] HoldsBack { get; }

    public long[] Retired { get; }

    public List<int>[] Acknowledged { get; }

    /// <summary>From the last acknowledgement of DisableIrq until the Exit phase begins.</summary>
    public bool Stopped { get; private set; }

    public int Phase { get; private set; }

    public bool InRound { get; private set; }

    public int NmisWhileStopped { get; private set; }

    /// <summary>The most accesses that the coordinator made in one turn.</summary>
    public int LongestBatch { get; private set; }

    /// <summary>Who moved, at what time. Single accesses of the coordinator, however they were granted.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Plays turns until a number of them is over, or the schedule has no more.</summary>
    public Turn Play(int turns)
    {
        Turn turn = default;
        for (int played = 0; played < turns; played++)
        {
            if (!InRound && RoundsLeft > 0 && Schedule.RestIsOver)
            {
                BeginRound();
            }
            turn = Schedule.Next();
            if (turn.Kind == TurnKind.Deadlock || (turn.Kind == TurnKind.Finished && RoundsLeft == 0))
            {
                return turn;
            }
            Carry(turn);
            if (Schedule.PhaseReached)
            {
                Log.Add($"phase {Phase} reached at {Schedule.Clock}");
                Stopped |= Phase == 2;
                Schedule.EndPhase();
                _phaseGranted = true;
            }
        }
        return turn;
    }

    private void BeginRound()
    {
        (InRound, _phaseGranted) = (true, false);
        RoundsLeft--;
        _round.Clear();
        foreach (int phase in new[] { 1, 2, 3 })
        {
            _round.Enqueue(-phase);
        }
        for (int access = 0; access < AccessesPerRound; access++)
        {
            _round.Enqueue(0);
        }
        _round.Enqueue(-4);
        Schedule.BeginRound();
        Log.Add($"round begins at {Schedule.Clock}");
    }

    private void Carry(Turn turn)
    {
        switch (turn.Kind)
        {
            case TurnKind.Cpu:
                Log.Add($"cpu {turn.Cpu} {turn.Budget} {turn.Strike} {turn.IdleTime} at {Schedule.Clock}");
                CarryCpu(turn);
                break;
            case TurnKind.Acknowledge:
                Assert.False(InNmi[turn.Cpu], $"cpu {turn.Cpu} acknowledged phase {Phase} inside an NMI");
                Log.Add($"ack {turn.Cpu} at {Schedule.Clock}");
                Acknowledged[turn.Cpu].Add(Phase);
                Schedule.Acknowledged(turn.Cpu);
                break;
            case TurnKind.Nmi:
                Log.Add($"nmi {turn.Cpu} {Schedule.IsLeavingNmi(turn.Cpu)} at {Schedule.Clock}");
                bool completed = --_nmiLeft[turn.Cpu] == 0;
                InNmi[turn.Cpu] = !(completed && Schedule.IsLeavingNmi(turn.Cpu));
                Schedule.NmiStepped(turn.Cpu, completed);
                break;
            case TurnKind.Coordinator:
                CarryCoordinator(turn);
                break;
        }
    }

    private void CarryCpu(Turn turn)
    {
        int cpu = turn.Cpu;
        if (turn.Strike && !HoldsBack[cpu])
        {
            NmisWhileStopped += Stopped ? 1 : 0;
            (InNmi[cpu], _nmiLeft[cpu], _handlerLeft[cpu]) = (true, NmiAccesses, HandlerInstructions);
            Schedule.CpuRan(cpu, 0, CpuTurnEnd.NmiAccepted, heldBack: false);
            return;
        }
        if (InNmi[cpu])
        {
            int ran = Math.Min(turn.Budget, _handlerLeft[cpu]);
            _handlerLeft[cpu] -= ran;
            bool returned = _handlerLeft[cpu] == 0;
            _nmiLeft[cpu] = NmiAccesses;
            Retired[cpu] += ran;
            Schedule.CpuRan(cpu, ran, returned ? CpuTurnEnd.NmiReturned : CpuTurnEnd.GoesOn, heldBack: false);
            return;
        }
        Assert.False(Stopped && turn.Budget > 0, $"cpu {cpu} runs {turn.Budget} instructions while the machine is stopped");
        (int instructions, CpuTurnEnd end) = RunCpu(turn);
        Retired[cpu] += instructions;
        Schedule.CpuRan(cpu, instructions, end, heldBack: turn.Strike);
    }

    private void CarryCoordinator(Turn turn)
    {
        int steps = 0;
        while (_round.TryPeek(out int next))
        {
            if (next < 0 && !_phaseGranted)
            {
                Phase = -next;
                Stopped &= Phase != 4;
                Schedule.CoordinatorStepped(steps, turn.Alone, blocked: false, completed: false);
                LogSteps(turn, steps);
                Schedule.BeginPhase(Phase);
                return;
            }
            if (next < 0)
            {
                _phaseGranted = false;
                _round.Dequeue();
                continue;
            }
            if (steps == (turn.Alone ? Math.Min(turn.Steps, MostOfABatch) : turn.Steps))
            {
                Schedule.CoordinatorStepped(steps, turn.Alone, blocked: false, completed: false);
                LogSteps(turn, steps);
                return;
            }
            _round.Dequeue();
            steps++;
        }
        Schedule.CoordinatorStepped(steps, turn.Alone, blocked: false, completed: true);
        LogSteps(turn, steps);
        InRound = false;
        Schedule.Rest(Rest);
    }

    private void LogSteps(Turn turn, int steps)
    {
        LongestBatch = turn.Alone ? Math.Max(LongestBatch, steps) : LongestBatch;
        for (int step = 0; step < steps; step++)
        {
            Log.Add("coordinator");
        }
    }
}
