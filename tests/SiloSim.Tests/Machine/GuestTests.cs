using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Tests.Machine;

public class GuestTests
{
    [Theory]
    [InlineData("tas-lock")]
    [InlineData("dekker")]
    [InlineData("movli-counter")]
    [InlineData("nmi-enter-exit")]
    public void TheGuestsToExploreRunToo(string guest)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            AllPassed(new FlatBoard($"explore/{guest}", 2, seed) { NmiInTurns = 2 }.Run());
        }
    }

    [Theory, InlineData(1), InlineData(4), InlineData(17)]
    public void HelloSaysHowManyCpusThereAre(int cpus)
    {
        FlatBoard board = new FlatBoard("hello", cpus, seed: cpus).Run();

        AllPassed(board);
        Assert.Equal($"hello from SH-4, CPUs: {cpus}\n", board.Output);
    }

    [Theory, InlineData(1, 1), InlineData(4, 2), InlineData(17, 3)]
    public void TracePassesItsChecksWhileItsTextIsPatchedAndNmisStrike(int cpus, int seed)
    {
        var board = new FlatBoard("trace", cpus, seed) { Work = 300, NmiInTurns = 10 };
        Patch(board, everyTurns: 1);
        board.Run();

        AllPassed(board);
        uint area = board.Elf.Address("_end");
        foreach (FlatCpu cpu in board.Cpus)
        {
            Assert.InRange(cpu.NmisTaken, 1, int.MaxValue);
            Assert.Equal((uint)cpu.NmiInstructions.Count, board.ReadWord(area + ((uint)cpu.Number * 4096) + 8));
        }

        uint[] calls = [board.Elf.Address("mcount"), board.Elf.Address("ftrace_caller")];
        HashSet<uint> words = [.. calls, .. board.Sites.Select(site => site.Address + 4)];
        Assert.Subset(words, board.WordsRead.Keys.ToHashSet());
        Assert.InRange(board.WordsRead.GetValueOrDefault(board.Elf.Address("ftrace_caller")), 1000, int.MaxValue);
    }

    [Theory, InlineData(1, 4), InlineData(4, 5)]
    public void TheRingsHoldWhatWasTraced(int cpus, int seed)
    {
        var board = new FlatBoard("trace", cpus, seed) { Work = 100, NmiInTurns = 10 };
        SwitchAllOn(board);
        board.Run();

        AllPassed(board);
        uint ring = board.ReadWord(board.Elf.Address("ftrace_ring_base"));
        uint stride = board.ReadWord(board.Elf.Address("ftrace_ring_stride"));
        uint entries = board.ReadWord(board.Elf.Address("ftrace_ring_entries"));
        HashSet<uint> sites = [.. board.Sites.Select(site => site.Address)];
        int fromNmi = 0;
        foreach (FlatCpu cpu in board.Cpus)
        {
            uint head = ring + ((uint)cpu.Number * stride);
            Assert.InRange(board.ReadWord(head), entries, uint.MaxValue);
            for (uint at = head + 16; at < head + 16 + (entries * 16); at += 16)
            {
                Assert.InRange(board.ReadWord(at), 1u, (uint)cpu.Core.Retired);
                Assert.Equal((uint)cpu.Number, board.ReadWord(at + 4));
                Assert.Contains(board.ReadWord(at + 8), sites);
                string parent = board.Elf.Symbols.Describe(board.ReadWord(at + 12));
                Assert.True(parent.Contains('+', StringComparison.Ordinal), $"seed {seed}: parent {parent}");
                fromNmi += parent.StartsWith("nmi_handler+", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Assert.InRange(fromNmi, 1, int.MaxValue);
    }

    [Fact]
    public void AllTracedFunctionsAreCalled()
    {
        var board = new FlatBoard("trace", 1, seed: 6) { Work = 60, NmiInTurns = 10 };
        HashSet<uint> called = [];
        SwitchAllOn(board);
        uint ring = board.ReadWord(board.Elf.Address("ftrace_ring_base"));
        uint seen = 0;
        board.Between(1, b =>
        {
            for (uint written = b.ReadWord(ring); seen < written; seen++)
            {
                called.Add(b.ReadWord(ring + 16 + (seen % 128 * 16) + 8));
            }
        });
        board.Run();

        AllPassed(board);
        Assert.Empty(board.Sites.Where(site => !called.Contains(site.Address)).Select(site => site.Symbol));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void AnIterationIsShort(bool switchedOn)
    {
        var board = new FlatBoard("trace", 1, seed: 7) { Work = 100 };
        if (switchedOn)
        {
            SwitchAllOn(board);
        }

        AllPassed(board.Run());
        List<long> asked = board.Cpus[0].KeepGoingAt;
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 500, 5000));
    }

    [Theory, InlineData(false, 300, 500), InlineData(true, 700, 1000)]
    public void AnNmiIsShort(bool switchedOn, int least, int most)
    {
        var board = new FlatBoard("trace", 4, seed: 7) { Work = 100, NmiInTurns = 5 };
        if (switchedOn)
        {
            SwitchAllOn(board);
        }

        AllPassed(board.Run());
        Assert.All(
            board.Cpus.SelectMany(cpu => cpu.NmiInstructions),
            instructions => Assert.InRange(instructions, least, most));
    }

    [Fact]
    public void FourThousandCpusFitTheMemory()
    {
        var board = new FlatBoard("trace", MemoryMap.MaximumCpus, seed: 8)
        {
            Work = 0,
            NmiInTurns = 500,
            MaximumInstructions = 1_000_000_000,
        };
        SwitchAllOn(board);

        AllPassed(board.Run());
    }

    [Theory]
    [InlineData("crash-illegal", "illegal instruction", "crash_at")]
    [InlineData("crash-unaligned", "address error", "crash_at")]
    [InlineData("crash-nowhere", "no memory at 0a000000", "8a000000")]
    [InlineData("crash-nmi", "illegal instruction", "crash_at")]
    public void ACrashIsNamedAndTheOtherCpusFinish(string guest, string cause, string place)
    {
        foreach (int cpus in (int[])[1, 4])
        {
            FlatBoard board = new FlatBoard(guest, cpus, seed: 9) { Work = 1000, NmiInTurns = 5 }.Run();
            int chosen = cpus > 1 ? 1 : 0;
            CoreExit? failure = board.Cpus[chosen].Failure;

            Assert.Equal(ExitReason.Failed, failure?.Reason);
            Assert.Contains(cause, failure?.Cause, StringComparison.Ordinal);
            Assert.Equal(place, board.Elf.Symbols.Describe(failure?.Pc ?? 0));
            Assert.Equal(guest == "crash-nmi", board.Cpus[chosen].Core.InNmi);
            Assert.All(board.Cpus.Where(cpu => cpu.Number != chosen), cpu => Assert.Equal(0u, cpu.ExitCode));
        }
    }

    [Fact]
    public void TheCrashingCpuCanBeChosen()
    {
        var board = new FlatBoard("crash-illegal", 4, seed: 10);
        board.WriteWord(board.Elf.Address("crash_cpu"), 3);

        Assert.Equal([3], board.Run().Cpus.Where(cpu => cpu.Failure is not null).Select(cpu => cpu.Number));
    }

    [Theory, InlineData(1), InlineData(4)]
    public void OneCpuHangsAndTheOthersFinish(int cpus)
    {
        FlatBoard board = new FlatBoard("hang", cpus, seed: 11) { MaximumInstructions = 1_000_000 }.Run();
        int chosen = cpus > 1 ? 1 : 0;

        Assert.Equal([chosen], board.Cpus.Where(cpu => !cpu.IsDone).Select(cpu => cpu.Number));
        Assert.StartsWith("hang_here", board.Elf.Symbols.Describe(board.Cpus[chosen].Core.State.Pc), StringComparison.Ordinal);
        Assert.All(board.Cpus.Where(cpu => cpu.Number != chosen), cpu => Assert.Equal(0u, cpu.ExitCode));
    }

    [Theory, InlineData(1, 12), InlineData(4, 13), InlineData(17, 14)]
    public void SelfModifyingTextExecutesAsWritten(int cpus, int seed) =>
        AllPassed(new FlatBoard("selfmodify", cpus, seed).Run());

    [Theory]
    [InlineData(InstructionCacheModel.Modelled)]
    [InlineData(InstructionCacheModel.Modelled16k)]
    [InlineData(InstructionCacheModel.Modelled32k)]
    public void WithAModelledCacheSelfModifyingTextNeedsTheCacheOperations(InstructionCacheModel model)
    {
        foreach (int cpus in new[] { 1, 4 })
        {
            FlatBoard board = new FlatBoard("selfmodify", cpus, seed: 20, model).Run();

            // 10 and 13 would say that the operations do not help; 11 says that without them text is stale.
            Assert.All(board.Cpus, cpu => Assert.True(cpu.ExitCode == 11, board.Describe(cpu)));
        }
    }

    [Theory, InlineData(1, 21), InlineData(4, 22)]
    public void TraceRunsOnModelledCachesSinceItsPatchedWordsAreData(int cpus, int seed)
    {
        var board = new FlatBoard("trace", cpus, seed, InstructionCacheModel.Modelled) { Work = 100, NmiInTurns = 10 };
        Patch(board, everyTurns: 1);
        AllPassed(board.Run());
    }

    [Theory, InlineData(1, 23), InlineData(4, 24)]
    public void AUserProgramRunsBehindTheTlbOfEachCpu(int cpus, int seed) =>
        AllPassed(new FlatBoard("mmu", cpus, seed) { NmiInTurns = 10 }.Run());

    [Theory, InlineData(1, 15), InlineData(4, 16), InlineData(17, 17)]
    public void SpinComputesRightWhileItsTextIsPatchedAndNmisStrike(int cpus, int seed)
    {
        var board = new FlatBoard("spin", cpus, seed) { Work = 40, NmiInTurns = 20 };
        Patch(board, everyTurns: 3);

        AllPassed(board.Run());
    }

    [Fact]
    public void TraceSeesABrokenTextOrStructure()
    {
        // The control: each check of the guest finds what it is there for.
        Assert.Equal(3u, ExitOfBroken("leaf_00", instruction: 0xe005));
        Assert.Equal(5u, ExitAfterStore("list", offset: 12, value: 5));
        Assert.Equal(6u, ExitAfterStore("pairs", offset: 8, value: 0x123));
        Assert.Equal(7u, ExitAfterStore("totals", offset: 4, value: 7));
    }

    private static uint? ExitOfBroken(string function, ushort instruction)
    {
        var board = new FlatBoard("trace", 1, seed: 18);
        uint text = board.Sites.Single(site => site.Symbol == function).Address + 4;

        // What stands before the first RTS gives way to an instruction that clobbers the result.
        uint at = text;
        while (board.ReadWord(at & ~3u) >> (int)((at & 2) * 8) is var word && (ushort)word != 0x000b)
        {
            at += 2;
        }

        _ = board.Store(MemoryMap.ToPhysical(at - 2), 2, instruction);
        return board.Run().Cpus[0].ExitCode;
    }

    private static uint? ExitAfterStore(string symbol, uint offset, uint value)
    {
        var board = new FlatBoard("trace", 1, seed: 19) { Work = 200 };
        bool stored = false;
        board.Between(50, b =>
        {
            if (!stored)
            {
                b.WriteWord(b.Elf.Address(symbol) + offset, value);
                stored = true;
            }
        });
        return board.Run().Cpus[0].ExitCode;
    }

    /// <summary>Walks over the sites again and again: on, the tracer in, off.</summary>
    private static void Patch(FlatBoard board, int everyTurns)
    {
        uint caller = board.Elf.Address("ftrace_caller");
        int next = 0;
        board.Between(everyTurns, b =>
        {
            CallSite site = b.Sites[next % b.Sites.Count];
            bool on = next / b.Sites.Count % 2 == 0;
            b.WriteWord(site.Address, on ? caller : site.Address + 4);
            if (++next % b.Sites.Count == 0)
            {
                b.WriteWord(b.Elf.Address("ftrace_call"), b.Elf.Address("function_trace_call"));
            }
        });
    }

    private static void SwitchAllOn(FlatBoard board)
    {
        board.WriteWord(board.Elf.Address("ftrace_call"), board.Elf.Address("function_trace_call"));
        foreach (CallSite site in board.Sites)
        {
            board.WriteWord(site.Address, board.Elf.Address("ftrace_caller"));
        }
    }

    private static void AllPassed(FlatBoard board) =>
        Assert.All(board.Cpus, cpu => Assert.True(cpu.ExitCode == 0, board.Describe(cpu)));
}
