using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains;

namespace SiloSim.Tests.Grains;

/// <summary>How the protocol's routines become calls to the home of the counter.</summary>
public class RoutineDriverTests
{
    private const uint Site = FakeHome.Base + 0x1000;
    private const uint ReadOnlySite = FakeHome.Base + 0x2000;
    private const uint Tracer = 0x8c0b_4320;
    private const uint Flag = ModCode.ModCodeWriteFlag;
    private static readonly SharedWords s_words = SharedWords.From(FakeHome.Base);
    private readonly FakeHome _home = new(readOnlyFrames: 2);
    private readonly ModCode _modCode = new(s_words, Variant.Whole);

    [Fact]
    public async Task AModificationIsTheseCallsInThisOrder()
    {
        _home[Site] = Site + 4;
        var driver = new RoutineDriver(_home, cpu: -1);
        RoutineThread<int> makeCall = RoutineThread.Start(() => _modCode.FtraceMakeCall(Site, Tracer));
        await driver.Run(makeCall);
        Assert.Equal(0, makeCall.Result);
        Assert.Equal(Tracer, _home[Site]);
        Assert.Equal(
            [
                Operation.ProbeRead(Site),
                Operation.Store(s_words.ModCodeIp, Site),
                Operation.Store(s_words.ModCodeNewcode, Tracer),
                Operation.SpinUntilCompareExchange(s_words.NmiRunning, 0, Flag),
                Operation.Load(s_words.ModCodeIp),
                Operation.Load(s_words.ModCodeNewcode),
                Operation.ProbeWrite(Site, Tracer),
                Operation.Note(s_words.ModCodeStatus, 0),
                Operation.Load(s_words.NmiRunning),
                Operation.CompareExchange(s_words.NmiRunning, Flag, 0),
                Operation.CompareExchange(s_words.NmiRunning, Flag, 0), // Its success returned the flag: once more.
                Operation.SpinUntilEqual(s_words.NmiRunning, 0),
            ],
            Executed());
        Assert.All(_home.Accesses, access => Assert.Equal((-1, 0), (access.Cpu, access.Nmi)));
    }

    [Fact]
    public async Task NotesRideOnTheNextAccessAndTheLastIsFlushed()
    {
        _home[Site] = Site + 4;
        var driver = new RoutineDriver(_home, cpu: -1);
        await driver.Run(RoutineThread.Start(() => _modCode.FtraceMakeCall(Site, Tracer)));
        Assert.Equal([Begin(Site, Site + 4, Tracer)], _home.Accesses[1].Notes!);
        Assert.All(_home.Accesses.Where((_, index) => index != 1), access => Assert.Null(access.Notes));
        await driver.Flush();
        Assert.Equal((int)OperationKind.None, _home.Accesses[^1].Kind);
        Assert.Equal([Note(OperationKind.End, Site, 0)], _home.Accesses[^1].Notes!);
        int calls = _home.Accesses.Count;
        await driver.Flush();
        Assert.Equal(calls, _home.Accesses.Count); // Nothing is left to tell.
    }

    /// <summary>From the failure on no NMI may see the flag; whoever watches has to know before the next access.</summary>
    [Fact]
    public async Task AFailedWriteIsToldAtOnce()
    {
        _home[ReadOnlySite] = ReadOnlySite + 4;
        RoutineThread<int> makeCall = RoutineThread.Start(() => _modCode.FtraceMakeCall(ReadOnlySite, Tracer));
        await new RoutineDriver(_home, cpu: -1).Run(makeCall);
        Assert.Equal(Errno.Eperm, makeCall.Result);
        Assert.Equal(ReadOnlySite + 4, _home[ReadOnlySite]);
        Assert.Equal(0u, _home[s_words.NmiRunning]);
        Assert.Equal(unchecked((uint)Errno.Efault), _home[s_words.ModCodeStatus]);
        ProtocolAccess told = Assert.Single(_home.Accesses, access => access.Kind == (int)OperationKind.None);
        Assert.Equal([Note(OperationKind.Fail, ReadOnlySite, unchecked((uint)Errno.Efault))], told.Notes!);
        ProtocolAccess before = _home.Accesses[_home.Accesses.IndexOf(told) - 1];
        Assert.Equal(((int)OperationKind.CompareExchange, s_words.NmiRunning), (before.Kind, before.Address)); // It is clear.
    }

    [Theory]
    [InlineData(0x0000_0000u, Errno.Efault)]
    [InlineData(FakeHome.Base + 0x3000, Errno.Einval)]
    public async Task WhatCannotBeModifiedIsLeftAlone(uint site, int status)
    {
        RoutineThread<int> makeCall = RoutineThread.Start(() => _modCode.FtraceMakeCall(site, Tracer));
        await new RoutineDriver(_home, cpu: -1).Run(makeCall);
        Assert.Equal(status, makeCall.Result);
        Assert.Equal([Operation.ProbeRead(site)], Executed());
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5), InlineData(100)]
    public async Task StepsOfAnySizeAreTheSameCalls(int size)
    {
        _home[Site] = Site + 4;
        await new RoutineDriver(_home, cpu: -1).Run(RoutineThread.Start(() => _modCode.FtraceMakeCall(Site, Tracer)));
        List<Operation> whole = [.. Executed()];
        _home.Accesses.Clear();
        _home[Site] = Site + 4;

        var driver = new RoutineDriver(_home, cpu: -1);
        RoutineThread<int> makeCall = RoutineThread.Start(() => _modCode.FtraceMakeCall(Site, Tracer));
        int steps = 0;
        StepResult step;
        do
        {
            step = await driver.Step(makeCall, size);
            Assert.True(step.Steps == size || step.State == RoutineState.Completed);
            steps += step.Steps;
        }
        while (step.State == RoutineState.Ready);
        Assert.Equal(RoutineState.Completed, step.State);
        Assert.Equal(whole, Executed());
        Assert.Equal(whole.Count(operation => operation.IsSchedulingPoint) + 1, steps); // The flush is a step without a call.
    }

    [Fact]
    public async Task ABlockedAccessIsMadeAgainWithItsNotesAndCountsAsWaited()
    {
        _home[Site] = Site + 4;
        _home[s_words.NmiRunning] = 1;
        var driver = new RoutineDriver(_home, cpu: -1);
        ModCode modCode = _modCode;
        RoutineThread wait = RoutineThread.Start(() => NoteAndWait(modCode));
        for (int tries = 0; tries < 3; tries++)
        {
            Assert.Equal(new StepResult(0, RoutineState.Blocked, 0), await driver.Step(wait, 10));
        }
        Assert.Equal(0u, _home[s_words.NmiWaitCount]);
        _home[s_words.NmiRunning] = 0;
        Assert.Equal(new StepResult(1, RoutineState.Completed, 0), await driver.Step(wait, 10));
        Assert.Equal(1u, _home[s_words.NmiWaitCount]); // Once, however often it looked.
        Assert.All(_home.Accesses.SkipLast(1), access => Assert.Equal([Begin(Site, 1, 2)], access.Notes!));
        Assert.Equal(4, _home.Accesses.Count(access => access.Kind == (int)OperationKind.SpinUntilEqual));
        Assert.Equal(((int)OperationKind.Tally, null), (_home.Accesses[^1].Kind, _home.Accesses[^1].Notes));

        static async Routine NoteAndWait(ModCode modCode)
        {
            await Operation.Begin(Site, 1, 2);
            await modCode.WaitForNmi();
        }
    }

    [Fact]
    public async Task PhasesAreTheOwners()
    {
        var stopMachine = new StopMachine(_modCode);
        var driver = new RoutineDriver(_home, cpu: -1);
        RoutineThread<Modifications> stop = RoutineThread.Start(() => stopMachine.Run([]));
        foreach (StopPhase phase in new[] { StopPhase.Prepare, StopPhase.DisableIrq, StopPhase.Run, StopPhase.Exit })
        {
            Assert.Equal(new StepResult(0, RoutineState.Phase, (int)phase), await driver.Step(stop, 5));
            driver.PhaseReached(stop);
        }
        Assert.True(stop.IsCompleted);

        List<int> phases = [];
        driver = new RoutineDriver(_home, cpu: -1)
        {
            Phase = phase =>
            {
                phases.Add(phase);
                return Task.CompletedTask;
            },
        };
        stop = RoutineThread.Start(() => stopMachine.Run([]));
        await driver.Run(stop);
        Assert.Equal([1, 2, 3, 4], phases);
        Assert.Empty(_home.Accesses);
    }

    [Fact]
    public async Task AnNmiSaysWhichItIsAndIsSeenByItsOwner()
    {
        _home[Site] = Site + 4;
        _home[s_words.ModCodeIp] = Site;
        _home[s_words.ModCodeNewcode] = Tracer;
        _home[s_words.NmiRunning] = Flag;
        List<Operation> seen = [];
        var driver = new RoutineDriver(_home, cpu: 17) { Nmi = 3, Saw = (operation, _) => seen.Add(operation) };
        await driver.Run(RoutineThread.Start(() => _modCode.FtraceNmiEnter()));
        Assert.Equal(Flag | 1, _home[s_words.NmiRunning]);
        Assert.Equal(Tracer, _home[Site]);
        Assert.Equal(1u, _home[s_words.NmiUpdateCount]);
        await driver.Run(RoutineThread.Start(() => _modCode.FtraceNmiExit()));
        Assert.Equal(Flag, _home[s_words.NmiRunning]);
        Assert.All(_home.Accesses, access => Assert.Equal((17, 3), (access.Cpu, access.Nmi)));
        Assert.Equal(Executed(), seen.Where(operation => !operation.IsBarrier));
    }

    private static OperationNote Begin(uint site, uint before, uint after) =>
        new((int)OperationKind.Begin, site, after, before);

    private static OperationNote Note(OperationKind kind, uint site, uint value) => new((int)kind, site, value, 0);

    private IEnumerable<Operation> Executed() => _home.Accesses
        .Where(access => access.Kind != (int)OperationKind.None)
        .Select(access => new Operation((OperationKind)access.Kind, access.Address, access.Value, access.Comparand));
}
