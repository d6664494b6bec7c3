using SiloSim.Explorer;
using SiloSim.Ftrace;

namespace SiloSim.Tests.Ftrace;

/// <summary>The protocol's functions one by one, in memory that nobody else uses.</summary>
public sealed class ModCodeTests
{
    private const uint Site = 0x8c00_1000;
    private const uint Tracer = 0x8c0b_4320;
    private const uint Nop = Site + 4;
    private const uint Flag = ModCode.ModCodeWriteFlag;

    private static readonly SharedWords s_words = SharedWords.From(0x8c00_0000);

    private readonly TinyMemory _memory = new();
    private readonly List<Operation> _log = [];

    public ModCodeTests()
    {
        for (uint i = 0; i < SharedWords.LengthBytes; i += 4)
        {
            _memory[s_words.NmiRunning + i] = 0;
        }

        _memory[Site] = Nop;
    }

    [Fact]
    public void AModificationMakesItsAccessesInTheKernelsOrder()
    {
        Assert.Equal(0, Run(modCode => modCode.FtraceMakeCall(Site, Tracer)));
        Assert.Equal(
            [
                Operation.ProbeRead(Site),
                Operation.Begin(Site, Nop, Tracer),
                Operation.Store(s_words.ModCodeIp, Site),
                Operation.Store(s_words.ModCodeNewcode, Tracer),
                Operation.FullBarrier(),
                Operation.SpinUntilCompareExchange(s_words.NmiRunning, 0, Flag),
                Operation.FullBarrier(),
                Operation.Load(s_words.ModCodeIp),
                Operation.Load(s_words.ModCodeNewcode),
                Operation.ProbeWrite(Site, Tracer),
                Operation.Note(s_words.ModCodeStatus, 0),
                Operation.FullBarrier(),
                Operation.Load(s_words.NmiRunning),
                Operation.CompareExchange(s_words.NmiRunning, Flag, 0),
                Operation.CompareExchange(s_words.NmiRunning, Flag, 0), // Its success returned the flag: once more.
                Operation.SpinUntilEqual(s_words.NmiRunning, 0),
                Operation.End(Site, 0),
                Operation.Flush(Site, 4),
            ],
            _log);
        Assert.Equal(Tracer, _memory[Site]);
    }

    [Fact]
    public void AnNmiThatSeesTheFlagWritesAndCountsIt()
    {
        _memory[s_words.NmiRunning] = Flag;
        _memory[s_words.ModCodeIp] = Site;
        _memory[s_words.ModCodeNewcode] = Tracer;
        Run(Enter);
        Assert.Equal(
            [
                Operation.AddAndReturn(s_words.NmiRunning, 1), Operation.ReadBarrier(),
                Operation.Load(s_words.ModCodeIp), Operation.Load(s_words.ModCodeNewcode),
                Operation.ProbeWrite(Site, Tracer), Operation.Note(s_words.ModCodeStatus, 0),
                Operation.Tally(s_words.NmiUpdateCount, 1), Operation.FullBarrier(),
            ],
            _log);
        Assert.Equal((Tracer, Flag | 1), (_memory[Site], _memory[s_words.NmiRunning]));
        Assert.Equal("0 1", Run(modCode => modCode.FtraceArchReadDynInfo()).ToString());
    }

    [Fact]
    public void AnNmiThatSeesNoFlagOnlyCountsItselfInAndOut()
    {
        Run(Enter);
        Run(Exit);
        Assert.Equal(
            [
                Operation.AddAndReturn(s_words.NmiRunning, 1), Operation.FullBarrier(), Operation.FullBarrier(),
                Operation.AddAndReturn(s_words.NmiRunning, uint.MaxValue),
            ],
            _log);
        Assert.Equal(0u, _memory[s_words.NmiRunning]);
    }

    [Fact]
    public void TextThatCannotBeReadIsEfaultAndNothingIsWritten()
    {
        Assert.Equal(Errno.Efault, Run(modCode => modCode.FtraceModifyCode(Site + 0x1000, Nop, Tracer)));
        Assert.Equal(Errno.Efault, Run(modCode => modCode.FtraceUpdateFtraceFunc(Site + 0x1000, Tracer)));
        Operation[] each = [Operation.ProbeRead(Site + 0x1000), Operation.End(Site + 0x1000, Errno.Efault)];
        Assert.Equal([.. each, .. each], _log);
    }

    [Fact]
    public void TextThatIsNotWhatWasExpectedIsEinvalAndUnchanged()
    {
        Assert.Equal(Errno.Einval, Run(modCode => modCode.FtraceMakeNop(Site, Tracer)));
        Assert.Equal([Operation.ProbeRead(Site), Operation.End(Site, Errno.Einval)], _log);
        Assert.Equal(Nop, _memory[Site]);
    }

    [Theory]
    [InlineData(PatchUnit.Word)]
    [InlineData(PatchUnit.Halfword)]
    public void TextThatCannotBeWrittenIsEpermAndTheFlagIsClear(PatchUnit unit)
    {
        _memory.ReadOnly.Add(Site);
        Assert.Equal(Errno.Eperm, Run(modCode => modCode.FtraceMakeCall(Site, Tracer), Variant.Whole.With(unit)));
        Assert.Equal((Nop, 0u), (_memory[Site], _memory[s_words.NmiRunning]));
        Assert.Equal(unchecked((uint)Errno.Efault), _memory[s_words.ModCodeStatus]);
        Assert.DoesNotContain(_log, operation => operation.Kind == OperationKind.Flush);
        Assert.Single(
            _log, operation => operation.Kind is OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword);
    }

    [Fact]
    public void AnNmiWhoseWriteFailsKillsNewWriters()
    {
        _memory.ReadOnly.Add(Site);
        _memory[s_words.NmiRunning] = Flag;
        _memory[s_words.ModCodeIp] = Site;
        Run(Enter);
        Assert.Equal(1u, _memory[s_words.NmiRunning]);
        _memory[s_words.NmiRunning] = Flag;
        Run(Enter, Variant.Whole.Without(Step.KillNewWriters));
        Assert.Equal(Flag | 1, _memory[s_words.NmiRunning]);
    }

    [Fact]
    public void AWaitIsCountedOnceHoweverLongItIs()
    {
        _memory[s_words.NmiRunning] = 1;
        var modCode = new ModCode(s_words, Variant.Whole);
        RoutineThread<int> patcher = RoutineThread.Start(() => modCode.DoFtraceModCode(Site, Tracer));
        while (_memory.IsEnabled(patcher.Posted))
        {
            patcher.Resume(_memory.Execute(patcher.Posted));
        }

        Assert.Equal(Operation.SpinUntilCompareExchange(s_words.NmiRunning, 0, Flag), patcher.Posted);
        Run(Exit);
        _memory.Execute(patcher.Posted);
        patcher.Resume(OperationResult.Waited);
        while (!patcher.IsCompleted)
        {
            patcher.Resume(_memory.Execute(patcher.Posted));
        }

        Assert.Equal(0, patcher.Result);
        Assert.Equal("1 0", Run(code => code.FtraceArchReadDynInfo()).ToString());
    }

    [Fact]
    public void SitesAreWrittenInTwoHalvesLowHalfFirst()
    {
        Run(modCode => modCode.FtraceMakeCall(Site, Tracer), Variant.Whole.With(PatchUnit.Halfword));
        Assert.Equal(
            [Operation.ProbeWriteHalfword(Site, 0x4320), Operation.ProbeWriteHalfword(Site + 2, 0x8c0b)],
            _log.Where(operation => operation.Kind == OperationKind.ProbeWriteHalfword));
        Assert.Equal(Tracer, _memory[Site]);
    }

    /// <summary>A step that is taken out takes its own operations out, and no others.</summary>
    [Theory]
    [InlineData(Step.WriteFlag, 4)]
    [InlineData(Step.WaitForNmiAfterClear, 1)]
    [InlineData(Step.IcacheFlush, 1)]
    [InlineData(Step.BuffersBarrier, 1)]
    [InlineData(Step.FlagBarrier, 1)]
    [InlineData(Step.WriteBarrier, 1)]
    [InlineData(Step.BuffersBeforeFlag, 0)]
    [InlineData(Step.WaitForNmiBeforeSet, 0)]
    [InlineData(Step.NmiWrite, 0)]
    [InlineData(Step.KillNewWriters, 0)]
    [InlineData(Step.NmiEnterBarrier, 0)]
    public void AStepTakesItsOwnOperationsWithIt(Step step, int operations)
    {
        Run(modCode => modCode.FtraceMakeCall(Site, Tracer));
        List<Operation> whole = [.. _log];
        _log.Clear();
        Run(modCode => modCode.FtraceMakeNop(Site, Tracer), Variant.Whole.Without(step));
        Assert.Equal(whole.Count - operations, _log.Count);
        Assert.Equal((Nop, 0u), (_memory[Site], _memory[s_words.NmiRunning]));
    }

    [Fact]
    public void InitialisationSetsTheWordsToZeroAndReturnsZero()
    {
        for (uint i = 0; i < SharedWords.LengthBytes; i += 4)
        {
            _memory[s_words.NmiRunning + i] = 77;
        }

        Assert.Equal(0, Run(modCode => modCode.FtraceDynArchInit()));
        for (uint i = 0; i < SharedWords.LengthBytes; i += 4)
        {
            Assert.Equal(0u, _memory[s_words.NmiRunning + i]);
        }
    }

    [Fact]
    public void WordsAreAlignedAndApart()
    {
        Assert.Throws<ArgumentException>(() => SharedWords.From(2));
        Assert.Throws<ArgumentException>(() => new SharedWords(0, 4, 8, 12, 16, 0));
    }

    [Fact]
    public void AStopModifiesAllSitesBetweenItsPhasesAndCountsWhatFailed()
    {
        _memory[Site + 0x100] = 0x1234_5678;
        _memory[Site + 0x200] = Site + 0x204;
        _memory.ReadOnly.Add(Site + 0x200);
        Modification[] round =
        [
            new(ModificationKind.MakeCall, Site, Tracer), new(ModificationKind.MakeCall, Site + 0x100, Tracer),
            new(ModificationKind.MakeCall, Site + 0x200, Tracer), new(ModificationKind.MakeCall, Site + 0x300, Tracer),
            new(ModificationKind.UpdateFtraceFunc, Site + 0x100, Tracer + 8),
            new(ModificationKind.MakeNop, Site, Tracer),
        ];
        Assert.Equal(
            new Modifications(3, 1, 1, 1), Run(modCode => new StopMachine(modCode).Run([.. round])));
        StopPhase[] phases = [.. _log.Where(operation => operation.Kind == OperationKind.Phase)
            .Select(operation => (StopPhase)operation.Value)];
        Assert.Equal([StopPhase.Prepare, StopPhase.DisableIrq, StopPhase.Run, StopPhase.Exit], phases);
        Assert.Equal(OperationKind.Phase, _log[0].Kind);
        Assert.Equal(OperationKind.Phase, _log[2].Kind);
        Assert.Equal(Operation.Phase((uint)StopPhase.Exit), _log[^1]);
        Assert.Equal((Nop, Tracer + 8), (_memory[Site], _memory[Site + 0x100]));

        _log.Clear();
        Run(
            modCode => new StopMachine(modCode).Run([round[0]]),
            Variant.Whole.Without(Step.StopMachine));
        Assert.DoesNotContain(_log, operation => operation.Kind == OperationKind.Phase);
        Assert.Equal(Tracer, _memory[Site]);
    }

    [Fact]
    public void ASiteKnowsItsStateAndItsToggle()
    {
        var site = new CallSiteWords(Site, Tracer, 0x8c0b_0000);
        Assert.Equal(
            [CallSiteState.Nop, CallSiteState.Call, CallSiteState.Initial, CallSiteState.Unknown],
            new[] { Nop, Tracer, 0x8c0b_0000, 5u }.Select(site.StateOf));
        Assert.Equal([true, true, true, false], new[] { Nop, Tracer, 0x8c0b_0000, 5u }.Select(site.Allows));

        _memory[Site] = site.Initial;
        foreach (uint expected in new[] { Nop, Tracer, Nop })
        {
            Modification toggle = site.Toggle(site.StateOf(_memory[Site]));
            Assert.Equal(new Modifications(1, 0, 0, 0), Run(modCode => new StopMachine(modCode).Run([toggle])));
            Assert.Equal(expected, _memory[Site]);
        }

        _memory[Site] = 5;
        Modification unknown = site.Toggle(CallSiteState.Unknown);
        Assert.Equal(new Modifications(0, 0, 1, 0), Run(modCode => new StopMachine(modCode).Run([unknown])));
        Assert.Equal(5u, _memory[Site]);
    }

    private static async Routine<int> Enter(ModCode modCode)
    {
        await modCode.FtraceNmiEnter();
        return 0;
    }

    private static async Routine<int> Exit(ModCode modCode)
    {
        await modCode.FtraceNmiExit();
        return 0;
    }

    private T Run<T>(Func<ModCode, Routine<T>> routine, Variant? variant = null)
    {
        var modCode = new ModCode(s_words, variant ?? Variant.Whole);
        return _memory.Run(() => routine(modCode), _log);
    }
}
