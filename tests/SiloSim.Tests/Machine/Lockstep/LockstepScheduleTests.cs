using SiloSim.Machine.Lockstep;

namespace SiloSim.Tests.Machine.Lockstep;

public class LockstepScheduleTests
{
    private const int StepTime = 32;        // What a step of the protocol takes at most,
    private const int LongestFineTurn = 128; // and a turn of a CPU while text is patched.

    [Fact]
    public void OneSeedIsOneOrder()
    {
        List<string> first = Order(seed: 7);
        Assert.Equal(first, Order(seed: 7));
        Assert.NotEqual(first, Order(seed: 8));
        Assert.Contains(first, line => line.StartsWith("nmi ", StringComparison.Ordinal));
        Assert.Contains("coordinator", first);
    }

    /// <summary>How much of a batch is carried out at once is nobody's choice: it must not show.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(7)]
    public void TheOrderDoesNotDependOnHowABatchIsSplit(int most)
    {
        int longest = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            ScheduledMachine whole = Machine(seed), split = Machine(seed, most);
            Assert.Equal(TurnKind.Finished, whole.Play(100_000).Kind);
            Assert.Equal(TurnKind.Finished, split.Play(100_000).Kind);
            Assert.True(whole.Log.SequenceEqual(split.Log), $"seed {seed}: {FirstDifference(whole.Log, split.Log)}");
            Assert.Equal(whole.Schedule.Clock, split.Schedule.Clock);
            longest = Math.Max(longest, whole.LongestBatch);
        }
        Assert.True(longest > 2 * most, $"nothing was split: the longest batch was {longest}");

        static ScheduledMachine Machine(ulong seed, int most = int.MaxValue) =>
            new(seed, cpus: 3, nmiEvery: 600, quantum: 64) { RoundsLeft = 4, MostOfABatch = most, RunCpu = UntilIdle(9000) };
    }

    [Fact]
    public void AloneOneCpuRunsItsQuantaAndItsClockIsTheMachines()
    {
        var schedule = new LockstepSchedule(seed: 3, cpus: 1, nmiEvery: 0, quantum: 100);
        long retired = 0;
        HashSet<int> budgets = [];
        for (int turns = 0; turns < 5000; turns++)
        {
            Turn turn = schedule.Next();
            Assert.Equal(new Turn(TurnKind.Cpu, 0, turn.Budget, Strike: false, IdleTime: 0, Steps: 0), turn);
            budgets.Add(turn.Budget);
            retired += turn.Budget;
            schedule.CpuRan(0, turn.Budget, CpuTurnEnd.GoesOn, heldBack: false);
            Assert.Equal(retired, schedule.VirtualTime(0));
            Assert.Equal(retired, schedule.Clock);
        }
        Assert.Equal(Enumerable.Range(1, 100), budgets.Order());
        schedule.CpuRan(0, 0, CpuTurnEnd.Ended, heldBack: false);
        Assert.Equal(TurnKind.Finished, schedule.Next().Kind);
        Assert.Equal(1, schedule.Ended);
    }

    [Theory, InlineData(2), InlineData(5), InlineData(64)]
    public void EveryCpuHasItsShareOfTheTurns(int cpus)
    {
        var machine = new ScheduledMachine(seed: 11, cpus, nmiEvery: 0, quantum: 64);
        machine.Play(cpus * 2000);
        double mean = machine.Retired.Average();
        Assert.All(machine.Retired, retired => Assert.InRange(retired, mean * 0.85, mean * 1.15));
        // Time is one CPU's: a round in which each has a turn counts once.
        Assert.InRange(machine.Schedule.Clock, mean * 0.9, (mean * 1.1) + (cpus * 2000));
    }

    [Fact]
    public void TurnsAreShortWhileTextIsPatchedAndOnlyThen()
    {
        int longestInRound = 0, longest = 0;
        ScheduledMachine machine = null!;
        machine = new ScheduledMachine(seed: 2, cpus: 2, nmiEvery: 0)
        {
            RoundsLeft = 50,
            RunCpu = turn =>
            {
                longestInRound = machine.InRound ? Math.Max(longestInRound, turn.Budget) : longestInRound;
                longest = Math.Max(longest, turn.Budget);
                return (turn.Budget, CpuTurnEnd.GoesOn);
            },
        };
        machine.Play(20_000);
        Assert.Equal(0, machine.RoundsLeft);
        Assert.InRange(longestInRound, 2, LongestFineTurn);
        Assert.InRange(longest, LongestFineTurn * 4, 4096);
    }

    /// <summary>Kernel: <c>multi_cpu_stop</c>. That none is inside an NMI then, the machine checks at each turn.</summary>
    [Fact]
    public void EachCpuAcknowledgesEachPhaseOnceAndRunIsNotAwaited()
    {
        const int Rounds = 12;
        var machine = new ScheduledMachine(seed: 9, cpus: 5, nmiEvery: 150) { RoundsLeft = Rounds };
        while (machine.RoundsLeft > 0 || machine.InRound)
        {
            machine.Play(1);
        }
        int[] expected = [.. Enumerable.Repeat<int[]>([1, 2, 4], Rounds).SelectMany(phases => phases)];
        Assert.All(machine.Acknowledged, phases => Assert.Equal(expected, phases));
        Assert.True(machine.NmisWhileStopped > 0, "no NMI struck while the machine was stopped");
    }

    [Fact]
    public void ClocksOfParkedCpusGoOnSoThatNmisStrikeThem()
    {
        var machine = new ScheduledMachine(seed: 4, cpus: 3, nmiEvery: 1000) { RoundsLeft = 1, AccessesPerRound = 2000 };
        while (!machine.Stopped)
        {
            machine.Play(1);
        }
        long[] retired = [.. machine.Retired];
        long[] before = [.. Enumerable.Range(0, 3).Select(machine.Schedule.VirtualTime)];
        long clock = machine.Schedule.Clock;
        while (machine.Stopped)
        {
            machine.Play(1);
        }
        long passed = machine.Schedule.Clock - clock;
        Assert.InRange(passed, 2000, 2000 * StepTime);
        Assert.Equal(2000, machine.Log.Count(line => line == "coordinator"));
        Assert.All(Enumerable.Range(0, 3), cpu =>
        {
            // It was parked all that time but for its handlers, whose instructions count as they are; that it executed
            // nothing else, the machine checks at each turn.
            long handlers = machine.Retired[cpu] - retired[cpu];
            Assert.True(handlers > 0, $"cpu {cpu} had no NMI in {passed} instructions");
            Assert.InRange(machine.Schedule.VirtualTime(cpu) - before[cpu], passed * 0.8, passed + handlers);
        });
    }

    [Fact]
    public void AStrikeThatIsHeldBackIsTriedAgainWhenTheCpuRuns()
    {
        int tries = 0;
        ScheduledMachine machine = null!;
        machine = new ScheduledMachine(seed: 1, cpus: 1, nmiEvery: 100, quantum: 10)
        {
            RunCpu = turn =>
            {
                tries += turn.Strike ? 1 : 0;
                machine.HoldsBack[0] = tries < 5;
                return (turn.Budget, CpuTurnEnd.GoesOn);
            },
        };
        machine.HoldsBack[0] = true;
        while (!machine.InNmi[0])
        {
            machine.Play(1);
            Assert.InRange(machine.Schedule.Clock, 0, 1000);
        }
        Assert.Equal(5, tries);
    }

    [Fact]
    public void AStrikeThatIsHeldBackDoesNotSpinWhileItsCpuIsParked()
    {
        var machine = new ScheduledMachine(seed: 6, cpus: 1, nmiEvery: 50) { RoundsLeft = 1, AccessesPerRound = 400 };
        machine.HoldsBack[0] = true;
        while (!machine.Stopped)
        {
            machine.Play(1);
        }
        int before = machine.Log.Count;
        while (machine.Stopped)
        {
            machine.Play(1);
        }
        int tries = machine.Log.Skip(before).Count(line => line.StartsWith("cpu 0 0 True", StringComparison.Ordinal));
        Assert.InRange(tries, 0, 1);
        while (machine.InRound)
        {
            machine.Play(1);
        }
        before = machine.Log.Count;
        machine.Play(1);
        Assert.Contains("True", machine.Log[before]); // Parked no more: it is tried at once.
    }

    [Fact]
    public void SleepersSkipToTheNextStrike()
    {
        const int Every = 10_000;
        var schedule = new LockstepSchedule(seed: 5, cpus: 2, Every, quantum: 8);
        long[] slept = new long[2];
        for (int asleep = 0; asleep < 2;)
        {
            Turn turn = schedule.Next();
            schedule.CpuRan(turn.Cpu, 1, CpuTurnEnd.Asleep, heldBack: false);
            slept[turn.Cpu] = schedule.Clock;
            asleep++;
        }
        Turn woken = schedule.Next();
        Assert.Equal((TurnKind.Cpu, 0, true), (woken.Kind, woken.Budget, woken.Strike));
        long[] due = [.. Enumerable.Range(0, 2).Select(cpu => new Strikes(5, cpu, Every).Next)];
        long[] clockWhenDue = [.. due.Select((next, cpu) => next - 1 + slept[cpu])]; // It had retired 1 when it fell asleep.
        Assert.Equal(Array.IndexOf(clockWhenDue, clockWhenDue.Min()), woken.Cpu);
        Assert.InRange(schedule.Clock, clockWhenDue.Min(), clockWhenDue.Min() + 8);
    }

    [Theory, InlineData(1000L), InlineData(1L)]
    public void ASleeperHasATurnWhenItsTimerIsDueAndNotBefore(long wakeAt)
    {
        var schedule = new LockstepSchedule(seed: 5, cpus: 1, nmiEvery: 0, quantum: 8);
        schedule.Next();
        schedule.CpuRan(0, 1, CpuTurnEnd.Asleep, heldBack: false, wakeAt);
        Turn woken = schedule.Next();
        Assert.Equal((TurnKind.Cpu, false), (woken.Kind, woken.Strike));
        Assert.InRange(woken.Budget, 1, 8);
        Assert.InRange(1 + woken.IdleTime, wakeAt, wakeAt + 8);

        // Its interrupt is masked: it sleeps on, and its timer asks no more.
        schedule.CpuRan(0, 0, CpuTurnEnd.Asleep, heldBack: false);
        Assert.Equal(TurnKind.Deadlock, schedule.Next().Kind);
    }

    [Fact]
    public void AWokenSleeperRuns()
    {
        var schedule = new LockstepSchedule(seed: 5, cpus: 1, nmiEvery: 0, quantum: 8);
        schedule.Next();
        schedule.CpuRan(0, 1, CpuTurnEnd.Asleep, heldBack: false, wakeAt: 100);
        long idle = schedule.Next().IdleTime;
        schedule.CpuRan(0, 3, CpuTurnEnd.GoesOn, heldBack: false);
        for (int turns = 0; turns < 5; turns++)
        {
            Turn turn = schedule.Next();
            Assert.Equal((TurnKind.Cpu, idle), (turn.Kind, turn.IdleTime));
            schedule.CpuRan(0, turn.Budget, CpuTurnEnd.GoesOn, heldBack: false);
        }
    }

    [Fact]
    public void ASleeperSleepsOnAfterAStopUnlessAnNmiHasWokenIt()
    {
        int woken = 0;
        var machine = new ScheduledMachine(seed: 8, cpus: 2, nmiEvery: 0)
        {
            RoundsLeft = 3,
            RunCpu = turn =>
            {
                woken += turn.Cpu == 1 ? 1 : 0;
                return (turn.Cpu == 1 ? 1 : turn.Budget, turn.Cpu == 1 ? CpuTurnEnd.Asleep : CpuTurnEnd.GoesOn);
            },
        };
        while (machine.RoundsLeft > 0 || machine.InRound)
        {
            machine.Play(1);
        }
        Assert.Equal(1, woken);
        Assert.Equal([1, 2, 4, 1, 2, 4, 1, 2, 4], machine.Acknowledged[1]);
    }

    [Fact]
    public void WithAllAsleepAndNothingToWakeThemItIsADeadlock()
    {
        var machine = new ScheduledMachine(seed: 1, cpus: 3, nmiEvery: 0) { RunCpu = _ => (1, CpuTurnEnd.Asleep) };
        Assert.Equal(TurnKind.Deadlock, machine.Play(100).Kind);
        Assert.Equal([1L, 1, 1], machine.Retired);
    }

    [Fact]
    public void ACoordinatorThatWaitsForAnNmiHasNoTurnUntilAnNmiHasMoved()
    {
        var schedule = new LockstepSchedule(seed: 1, cpus: 1, nmiEvery: 1, quantum: 1);
        Turn turn = schedule.Next();
        while (!turn.Strike)
        {
            schedule.CpuRan(0, turn.Budget, CpuTurnEnd.GoesOn, heldBack: false);
            turn = schedule.Next();
        }
        schedule.CpuRan(0, 0, CpuTurnEnd.NmiAccepted, heldBack: false);
        schedule.BeginRound();
        while (schedule.Next().Kind != TurnKind.Coordinator)
        {
            // An access of the NMI's enter: not complete, so it has to be looked at again.
            schedule.NmiStepped(0, completed: false);
        }
        schedule.CoordinatorStepped(0, alone: false, blocked: true, completed: false);
        for (int turns = 0; turns < 100; turns++)
        {
            Assert.Equal(TurnKind.Nmi, schedule.Next().Kind);
        }
        schedule.NmiStepped(0, completed: false);
        bool again = Enumerable.Range(0, 100).Any(_ => schedule.Next().Kind == TurnKind.Coordinator);
        Assert.True(again);
    }

    /// <summary>A guest may exit before its rounds are over: they are made all the same, and time goes on for them.</summary>
    [Fact]
    public void RoundsGoOnWhenEveryCpuHasEnded()
    {
        var machine = new ScheduledMachine(seed: 1, cpus: 2, nmiEvery: 100)
        {
            RoundsLeft = 3,
            RunCpu = _ => (1, CpuTurnEnd.Ended),
        };
        Assert.Equal(TurnKind.Finished, machine.Play(1000).Kind);
        Assert.Equal(0, machine.RoundsLeft);
        Assert.Equal(180, machine.Log.Count(line => line == "coordinator"));
        Assert.Equal(2, machine.Schedule.Ended);
    }

    [Fact]
    public void ArgumentsAreInRange()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LockstepSchedule(1, cpus: 0, nmiEvery: 0, quantum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LockstepSchedule(1, cpus: 1, nmiEvery: 0, quantum: 0));
    }

    private static List<string> Order(ulong seed)
    {
        var machine = new ScheduledMachine(seed, cpus: 4, nmiEvery: 800, quantum: 64) { RoundsLeft = 5, RunCpu = UntilIdle(20_000) };
        Assert.Equal(TurnKind.Finished, machine.Play(100_000).Kind);
        return machine.Log;
    }

    /// <summary>Each CPU runs so many instructions, then its guest exits.</summary>
    private static Func<Turn, (int Instructions, CpuTurnEnd End)> UntilIdle(int instructions)
    {
        var left = new Dictionary<int, int>();
        return turn =>
        {
            int rest = left.GetValueOrDefault(turn.Cpu, instructions) - turn.Budget;
            left[turn.Cpu] = rest;
            return (turn.Budget, rest > 0 ? CpuTurnEnd.GoesOn : CpuTurnEnd.Ended);
        };
    }

    private static string FirstDifference(List<string> left, List<string> right)
    {
        int at = Enumerable.Range(0, Math.Min(left.Count, right.Count)).FirstOrDefault(i => left[i] != right[i], -1);
        return at < 0 ? $"{left.Count} and {right.Count} turns" : $"turn {at}: '{left[at]}' and '{right[at]}'";
    }
}
