namespace SiloSim.Machine.Lockstep;

/// <summary>
/// The order of turns of a lockstep run, fixed by its seed: who moves next, and how far. It knows nothing of silos, so the
/// order is the same on any number of them. The owner carries out one turn at a time and says what came of it.
/// </summary>
/// <remarks>
/// Virtual time: a CPU that runs counts its instructions. For one that is parked by stop-machine, sleeps, or waits at its
/// NMI vector, a round of turns counts one quantum, as if it spun; so NMIs strike while text is being patched.
/// </remarks>
public sealed class LockstepSchedule
{
    private const int StepTime = 32;         // A step of the protocol takes up to so many instructions.
    private const int QuantumPowers = 8;     // While text is patched, orders matter: turns of 1 to 128 instructions,
    private const int BurstPowers = 4;       // and of 1 to 8 steps, mostly short;
    private const int FavourPowers = 6;      // and 1 to 32 turns in a row go to one of those who can move: even shares for
                                             // all would hardly ever let an NMI run while a write is held up half-way.
    private const int LongestBatch = 512;    // Coordinator steps in one turn, while nobody else can move.

    private readonly SeededRandom _random;
    private readonly Queue<int> _drawn = new();
    private readonly CpuTurns[] _cpus;
    private readonly List<int> _enabled = [];
    private readonly int _quantum;
    private long _clock;
    private long _restUntil;
    private int _ended;
    private int _phase;                      // The phase of stop-machine that is under way, 0 outside.
    private int _toAcknowledge;
    private bool _coordinatorActive;
    private bool _coordinatorBlocked;
    private bool _coordinatorWaitsForPhase;
    private int _favoured;
    private int _favouredTurns;

    /// <summary>Begins a run in which every CPU is running.</summary>
    /// <param name="seed">Fixes every choice.</param>
    /// <param name="cpus">CPUs, 1 or more.</param>
    /// <param name="nmiEvery">Mean distance of two NMIs of a CPU, in instructions; 0 for none.</param>
    /// <param name="quantum">The longest turn of a CPU while nothing is patched.</param>
    public LockstepSchedule(ulong seed, int cpus, int nmiEvery, int quantum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cpus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(quantum, 1);
        _random = new SeededRandom(seed);
        _quantum = quantum;
        _cpus = new CpuTurns[cpus];
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            _cpus[cpu] = new CpuTurns(new Strikes(seed, cpu, nmiEvery));
        }
    }

    /// <summary>What a CPU is doing, as far as turns go.</summary>
    private enum Doing
    {
        Running,
        Parked,
        Asleep,
        EnteringNmi,
        InHandler,
        LeavingNmi,
        Ended,
    }

    /// <summary>The machine's virtual time, in instructions of one CPU.</summary>
    public long Clock => _clock;

    /// <summary>CPUs whose guest has ended.</summary>
    public int Ended => _ended;

    /// <summary>Whether the coordinator rests between two rounds, and the rest is over.</summary>
    public bool RestIsOver => !_coordinatorActive && _clock >= _restUntil;

    /// <summary>Virtual time of a CPU.</summary>
    /// <param name="cpu">CPU number.</param>
    public long VirtualTime(int cpu) => _cpus[cpu].VirtualTime(_clock);

    /// <summary>The coordinator has a round to do.</summary>
    public void BeginRound() => (_coordinatorActive, _coordinatorBlocked) = (true, false);

    /// <summary>The coordinator rests.</summary>
    /// <param name="instructions">For how long, in virtual time.</param>
    public void Rest(long instructions) => (_coordinatorActive, _restUntil) = (false, _clock + instructions);

    /// <summary>Chooses the next turn.</summary>
    public Turn Next()
    {
        while (true)
        {
            TakeDueStrikes();
            CollectEnabled();
            if (_enabled.Count > 0)
            {
                break;
            }
            if (_ended == _cpus.Length && RestIsOver)
            {
                return new Turn(TurnKind.Finished, 0, 0, false, 0, 0);
            }
            if (!TrySkipIdleTime())
            {
                return new Turn(TurnKind.Deadlock, 0, 0, false, 0, 0);
            }
        }
        if (_enabled is [Coordinator])
        {
            return new Turn(TurnKind.Coordinator, 0, 0, false, 0, StepsUntilNextStrike(), Alone: true);
        }
        int chosen = Choose();
        if (chosen == Coordinator)
        {
            Advance(DrawStepTime());
            return new Turn(TurnKind.Coordinator, 0, 0, false, 0, DrawMostlyShort(BurstPowers));
        }
        int quantum = _coordinatorActive ? DrawMostlyShort(QuantumPowers) : 1 + Draw(_quantum);
        CpuTurns cpu = _cpus[chosen];
        switch (cpu.Doing)
        {
            case Doing.EnteringNmi or Doing.LeavingNmi:
                Advance(quantum);
                return new Turn(TurnKind.Nmi, chosen, 0, false, 0, 1);
            case Doing.Running or Doing.Asleep or Doing.Parked when cpu.MustAcknowledge:
                Advance(quantum);
                return new Turn(TurnKind.Acknowledge, chosen, 0, false, 0, 0);
            default:
                Advance(quantum);
                bool strike = cpu.StrikePending && cpu.Doing != Doing.InHandler;
                bool runs = cpu.Doing != Doing.Parked && (cpu.Doing != Doing.Asleep || cpu.IsTimerDue(_clock));
                int budget = runs ? quantum : 0;
                return new Turn(TurnKind.Cpu, chosen, budget, strike, cpu.Idle(_clock), 0);
        }
    }

    /// <summary>A CPU has had its turn.</summary>
    /// <param name="index">CPU number.</param>
    /// <param name="instructions">Instructions retired.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="heldBack">The strike was held back by <c>SR.BL</c>.</param>
    /// <param name="wakeAt">Virtual time at which a timer of the CPU may wake it, if it sleeps.</param>
    public void CpuRan(int index, int instructions, CpuTurnEnd end, bool heldBack, long wakeAt = long.MaxValue)
    {
        CpuTurns cpu = _cpus[index];
        cpu.Retired += instructions;
        cpu.HeldBack = heldBack;
        cpu.WakeAt = wakeAt;
        switch (end)
        {
            case CpuTurnEnd.NmiAccepted:
                cpu.StrikePending = false;
                cpu.HeldBack = false;
                cpu.Before = cpu.Doing == Doing.Parked ? Doing.Parked : Doing.Running;
                cpu.WasAsleep = false; // An NMI ends a sleep.
                Change(cpu, Doing.EnteringNmi);
                break;
            case CpuTurnEnd.NmiReturned:
                Change(cpu, Doing.LeavingNmi);
                break;
            case CpuTurnEnd.Asleep when cpu.Doing == Doing.Running:
                Change(cpu, Doing.Asleep);
                break;
            case CpuTurnEnd.GoesOn when cpu.Doing == Doing.Asleep:
                Change(cpu, Doing.Running); // Its timer, or an NMI that SR.BL holds back, has woken it.
                break;
            case CpuTurnEnd.GoesOn when cpu.Doing == Doing.Parked:
                cpu.WasAsleep = false;
                break;
            case CpuTurnEnd.Ended:
                EndCpu(cpu);
                break;
        }
    }

    /// <summary>An NMI has made its access.</summary>
    /// <param name="index">CPU number.</param>
    /// <param name="completed">Enter, or exit, is complete.</param>
    public void NmiStepped(int index, bool completed)
    {
        CpuTurns cpu = _cpus[index];
        _coordinatorBlocked = false; // It may have waited for this very step.
        if (!completed)
        {
            return;
        }
        if (cpu.Doing == Doing.EnteringNmi)
        {
            Change(cpu, Doing.InHandler);
            return;
        }
        Change(cpu, cpu.Before);
    }

    /// <summary>Whether the NMI of a CPU is in its exit, rather than in its enter.</summary>
    /// <param name="cpu">CPU number.</param>
    public bool IsLeavingNmi(int cpu) => _cpus[cpu].Doing == Doing.LeavingNmi;

    /// <summary>The coordinator has made some steps of a turn of its own.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="alone">Whether the turn was a batch, granted because nobody else could move.</param>
    /// <param name="blocked">Its next step has to wait for an NMI.</param>
    /// <param name="completed">The round is over.</param>
    public void CoordinatorStepped(int steps, bool alone, bool blocked, bool completed)
    {
        for (int step = 0; alone && step < steps; step++)
        {
            Advance(DrawStepTime());
        }
        _coordinatorBlocked = blocked;
        if (blocked && steps == 0 && alone)
        {
            Advance(DrawStepTime()); // Waiting takes time as well.
        }
        if (completed)
        {
            _coordinatorActive = false;
        }
    }

    /// <summary>The coordinator waits for a phase of stop-machine: each CPU acknowledges it at a turn outside of an NMI.</summary>
    /// <param name="phase">1 Prepare, 2 DisableIrq, 3 Run, 4 Exit.</param>
    /// <remarks>Kernel: <c>multi_cpu_stop</c>. RUN needs no acknowledgement before the function runs, only before EXIT.</remarks>
    public void BeginPhase(int phase)
    {
        _phase = phase;
        _coordinatorWaitsForPhase = true;
        _toAcknowledge = 0;
        foreach (CpuTurns cpu in _cpus)
        {
            cpu.MustAcknowledge = phase != 3 && cpu.Doing != Doing.Ended;
            _toAcknowledge += cpu.MustAcknowledge ? 1 : 0;
        }
    }

    /// <summary>A CPU has acknowledged the phase.</summary>
    /// <param name="index">CPU number.</param>
    public void Acknowledged(int index)
    {
        CpuTurns cpu = _cpus[index];
        cpu.MustAcknowledge = false;
        _toAcknowledge--;
        if (_phase == 2)
        {
            cpu.WasAsleep = cpu.Doing == Doing.Asleep;
            Change(cpu, Doing.Parked);
        }
        else if (_phase == 4 && cpu.Doing == Doing.Parked)
        {
            Change(cpu, cpu.WasAsleep ? Doing.Asleep : Doing.Running);
            cpu.HeldBack = false;
        }
    }

    /// <summary>Whether the coordinator waits for a phase which every CPU has acknowledged by now.</summary>
    public bool PhaseReached => _coordinatorWaitsForPhase && _toAcknowledge == 0;

    /// <summary>The coordinator goes on after a phase.</summary>
    public void EndPhase()
    {
        _coordinatorWaitsForPhase = false;
        if (_phase == 4)
        {
            _phase = 0;
        }
    }

    private const int Coordinator = -1;

    /// <summary>While text is patched, one is favoured for some turns; else everybody has the same chance.</summary>
    private int Choose()
    {
        if (_enabled.Count == 1)
        {
            return _enabled[0];
        }
        if (!_coordinatorActive)
        {
            return _enabled[Draw(_enabled.Count)];
        }
        if (_favouredTurns-- <= 0 || !_enabled.Contains(_favoured))
        {
            _favoured = _enabled[Draw(_enabled.Count)];
            _favouredTurns = DrawMostlyShort(FavourPowers);
        }
        return _favoured;
    }

    private void EndCpu(CpuTurns cpu)
    {
        if (cpu.MustAcknowledge)
        {
            cpu.MustAcknowledge = false;
            _toAcknowledge--;
        }
        Change(cpu, Doing.Ended);
        _ended++;
    }

    private void Change(CpuTurns cpu, Doing doing)
    {
        long time = cpu.VirtualTime(_clock);
        cpu.Doing = doing;
        cpu.IdleBefore = time - cpu.Retired;
        cpu.IdleSince = _clock;
    }

    private void TakeDueStrikes()
    {
        foreach (CpuTurns cpu in _cpus)
        {
            if (cpu.Doing != Doing.Ended && cpu.Strikes.TakeDue(cpu.VirtualTime(_clock)))
            {
                cpu.StrikePending = true;
            }
        }
    }

    private void CollectEnabled()
    {
        _enabled.Clear();
        if (_coordinatorActive && !_coordinatorBlocked && !_coordinatorWaitsForPhase)
        {
            _enabled.Add(Coordinator);
        }
        for (int index = 0; index < _cpus.Length; index++)
        {
            CpuTurns cpu = _cpus[index];
            bool enabled = cpu.Doing switch
            {
                Doing.Running or Doing.InHandler or Doing.EnteringNmi or Doing.LeavingNmi => true,
                Doing.Asleep => cpu.MustAcknowledge || cpu.CanStrike || cpu.IsTimerDue(_clock),
                Doing.Parked => cpu.MustAcknowledge || cpu.CanStrike,
                _ => false,
            };
            if (enabled)
            {
                _enabled.Add(index);
            }
        }
    }

    /// <summary>Nobody can move now: goes on to the next strike or timer, or to the end of the coordinator's rest.</summary>
    private bool TrySkipIdleTime()
    {
        long wait = !_coordinatorActive && _clock < _restUntil ? _restUntil - _clock : long.MaxValue;
        foreach (CpuTurns cpu in _cpus)
        {
            if (cpu.Doing is Doing.Asleep or Doing.Parked && !cpu.StrikePending && cpu.Strikes.Next != long.MaxValue)
            {
                wait = Math.Min(wait, cpu.Strikes.Next - cpu.VirtualTime(_clock));
            }
            if (cpu.Doing == Doing.Asleep && cpu.WakeAt != long.MaxValue)
            {
                wait = Math.Min(wait, cpu.WakeAt - cpu.VirtualTime(_clock));
            }
        }
        if (wait == long.MaxValue)
        {
            return false;
        }
        _clock += Math.Max(1, wait);
        return true;
    }

    /// <summary>How many steps the coordinator can make, one a turn, before an NMI strikes: it is alone until then.</summary>
    private int StepsUntilNextStrike()
    {
        long due = long.MaxValue;
        foreach (CpuTurns cpu in _cpus)
        {
            if (cpu.Doing != Doing.Ended && !cpu.StrikePending && cpu.Strikes.Next != long.MaxValue)
            {
                due = Math.Min(due, _clock + cpu.Strikes.Next - cpu.VirtualTime(_clock));
            }
            if (cpu.Doing == Doing.Asleep && cpu.WakeAt != long.MaxValue)
            {
                due = Math.Min(due, _clock + cpu.WakeAt - cpu.VirtualTime(_clock));
            }
        }
        long clock = _clock;
        int steps = 0;
        foreach (int drawn in _drawn)
        {
            if (steps == LongestBatch || clock >= due)
            {
                break;
            }
            clock += StepTimeOf(drawn);
            steps++;
        }
        while (steps < LongestBatch && clock < due)
        {
            int drawn = _random.Below(int.MaxValue);
            _drawn.Enqueue(drawn); // How many of these are used is known when the batch has run.
            clock += StepTimeOf(drawn);
            steps++;
        }
        return Math.Max(1, steps);
    }

    private static int StepTimeOf(int drawn) => 1 + (drawn % StepTime);

    private int DrawStepTime() => 1 + Draw(StepTime);

    private int DrawMostlyShort(int powers) => 1 + Draw(1 << Draw(powers));

    private void Advance(int quantum) => _clock += (quantum + Math.Max(1, _enabled.Count) - 1) / Math.Max(1, _enabled.Count);

    private int Draw(int limit) => (_drawn.Count > 0 ? _drawn.Dequeue() : _random.Below(int.MaxValue)) % limit;

    /// <summary>One CPU, as far as turns go.</summary>
    private sealed class CpuTurns(Strikes strikes)
    {
        public Strikes Strikes { get; } = strikes;

        public Doing Doing { get; set; }

        public Doing Before { get; set; }

        public long Retired { get; set; }

        public long IdleBefore { get; set; }

        public long IdleSince { get; set; }

        public bool StrikePending { get; set; }

        public bool HeldBack { get; set; }

        public bool MustAcknowledge { get; set; }

        public bool WasAsleep { get; set; }

        /// <summary>Virtual time at which its timer may wake it, if it sleeps.</summary>
        public long WakeAt { get; set; } = long.MaxValue;

        /// <summary>A strike that was held back is tried again when the CPU runs, not while it is parked.</summary>
        public bool CanStrike => StrikePending && !HeldBack;

        public bool IsTimerDue(long clock) => WakeAt <= VirtualTime(clock);

        public long Idle(long clock) =>
            IdleBefore + (Doing is Doing.Running or Doing.InHandler or Doing.Ended ? 0 : clock - IdleSince);

        public long VirtualTime(long clock) => Retired + Idle(clock);
    }
}
