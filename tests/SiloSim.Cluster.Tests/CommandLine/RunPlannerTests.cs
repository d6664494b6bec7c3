using System.Buffers.Binary;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Machine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>What a run becomes, and each way in which it cannot be one.</summary>
public class RunPlannerTests
{
    private const int FrameBytes = (int)MemoryMap.FrameBytes;

    [Fact]
    public void TheTraceGuestIsTakenApartByItsSymbols()
    {
        ElfFile elf = Elf("trace");
        PlannedRun run = RunPlanner.Plan("trace.elf", elf, new RunOptions());
        Assert.Equal(100, run.Plan.Toggles);
        Assert.True(run.Spec.Sites.Count >= 200);
        Assert.Equal(Enumerable.Range(0, run.Spec.Sites.Count), run.Plan.Sites);
        Assert.Equal((101 * run.Spec.Sites.Count) + 100, run.ModificationsWanted);
        Assert.All(run.Spec.Sites, site =>
        {
            Assert.Equal(Address(elf, "mcount"), site.Initial);
            Assert.Equal(Address(elf, "ftrace_caller"), site.Call);
            Assert.Equal(site.Address + 4, site.Nop);
        });
        Assert.Equal(Address(elf, "ftrace_caller"), run.Spec.TracerEntry);
        Assert.Equal(
            new TracerWord(Address(elf, "ftrace_call"), Address(elf, "ftrace_stub"), Address(elf, "function_trace_call")),
            run.Spec.Tracer);
        Assert.False(run.Spec.Words.Allotted);
        Assert.Equal(Address(elf, "nmi_running"), run.Spec.Words.NmiRunning);
        Assert.Equal(Address(elf, "nmi_update_count"), run.Spec.Words.NmiUpdateCount);
        Assert.Equal(120_000, run.Plan.TimeLimitMilliseconds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1024)]
    [InlineData(4096)]
    public void AGuestWithoutTheWordsIsAllottedAFrameThatNobodyUses(int cpus)
    {
        ElfFile elf = Elf("hello");
        PlannedRun run = RunPlanner.Plan("hello.elf", elf, new RunOptions { Cpus = cpus });
        WordsSpec words = run.Spec.Words;
        Assert.True(words.Allotted);
        uint frame = MemoryMap.ToPhysical(words.NmiRunning);
        Assert.Equal(0u, frame % FrameBytes);
        uint lowestStack = MemoryMap.ToPhysical(MemoryMap.StackTop(cpus - 1, cpus)) - MemoryMap.StackBytes(cpus);
        Assert.True(frame + FrameBytes <= lowestStack);
        Assert.All(elf.Segments, segment => Assert.True(segment.Physical + segment.MemoryBytes <= frame));
        uint[] all =
        [
            words.NmiRunning, words.ModCodeIp, words.ModCodeNewcode, words.ModCodeStatus, words.NmiWaitCount, words.NmiUpdateCount,
        ];
        Assert.Equal(6, all.Distinct().Count());
        Assert.All(all, word => Assert.Equal(words.NmiRunning, word & ~(uint)(FrameBytes - 1)));
    }

    [Fact]
    public void AMachineHasAsManyNmisHoweverManyCpusItHas()
    {
        Assert.Equal(10_000, RunPlanner.Plan("trace.elf", Elf("trace"), new RunOptions { Cpus = 1 }).Spec.NmiEvery);
        Assert.Equal(10_000, RunPlanner.Plan("trace.elf", Elf("trace"), new RunOptions { Cpus = 4 }).Spec.NmiEvery);
        Assert.Equal(160_000, RunPlanner.Plan("trace.elf", Elf("trace"), new RunOptions { Cpus = 64 }).Spec.NmiEvery);
        Assert.Equal(0, RunPlanner.Plan("trace.elf", Elf("trace"), new RunOptions { NmiEvery = 0 }).Spec.NmiEvery);
    }

    [Fact]
    public void NothingIsToggledWhereNothingCanBe()
    {
        Assert.False(RunPlanner.Plan("hello.elf", Elf("hello"), new RunOptions()).WantsModifications);
        PlannedRun off = RunPlanner.Plan("trace.elf", Elf("trace"), new RunOptions { DynamicFtrace = false });
        Assert.False(off.WantsModifications);
        Assert.Equal(0, off.ModificationsWanted);
        Assert.Empty(off.Plan.Sites);
        Assert.False(RunPlanner.Plan("trace.elf", Elf("trace"), new RunOptions { Toggles = 0 }).WantsModifications);
    }

    [Fact]
    public void SitesAreChosenByTheirFunctions()
    {
        PlannedRun run = RunPlanner.Plan("trace.elf", Elf("trace"), new RunOptions { SitesPattern = "sys_3?", Toggles = 7 });
        Assert.Equal(["sys_30", "sys_31"], run.Plan.Sites.Select(site => run.Spec.Sites[site].Symbol));
        Assert.Equal((8 * 2) + 7, run.ModificationsWanted);
    }

    [Fact]
    public void ReadOnlyFramesAreThoseOfTheSymbols()
    {
        ElfFile elf = Elf("trace");
        PlannedRun run = RunPlanner.Plan("trace.elf", elf, new RunOptions { ReadOnlyPattern = "sys_*" });
        HashSet<int> expected = [];
        foreach (Symbol symbol in elf.Symbols.Match("sys_*"))
        {
            for (uint at = symbol.Address; at < symbol.Address + Math.Max(1, symbol.Size); at++)
            {
                expected.Add((int)((MemoryMap.ToPhysical(at) - MemoryMap.RamBase) / FrameBytes));
            }
        }
        Assert.Equal(expected.Order(), run.Spec.ReadOnlyFrames);
        Assert.NotEmpty(run.Spec.ReadOnlyFrames);
    }

    [Fact]
    public void TheControlIsTheSameGuestWithABrokenProtocolAndEverythingToSee()
    {
        PlannedRun run = RunPlanner.Plan(
            "trace.elf", Elf("trace"), new RunOptions { SitesPattern = "sys_30", ReadOnlyPattern = "sys_*", NmiEvery = 0, Toggles = 3 });
        MachineReport main = ReadByNmis();
        PlannedRun control = run.Control(main);
        Assert.Equal(["nmi-write", "stop-machine"], control.Spec.Without);
        Assert.Equal("halfword", control.Spec.PatchUnit);
        Assert.Equal(["torn", "changed-under-nmi"], control.Plan.UntilSeen);
        Assert.Equal(Enumerable.Range(0, run.Spec.Sites.Count), control.Plan.Sites);
        Assert.Equal([3, 17], run.Control(ReadByNmis(run.Spec.Sites[17].Address, run.Spec.Sites[3].Address)).Plan.Sites);
        Assert.Empty(control.Spec.ReadOnlyFrames);
        Assert.Null(control.Spec.Tracer);
        Assert.True(control.Spec.NmiEvery > 0);
        Assert.Same(run.Spec.Image, control.Spec.Image);
        Assert.Empty(run.Plan.UntilSeen);
        PlannedRun changed = run.ControlOfChanged(main);
        Assert.Equal(["nmi-write"], changed.Spec.Without);
        Assert.Equal("word", changed.Spec.PatchUnit);
        Assert.Equal(["changed-under-nmi"], changed.Plan.UntilSeen);
    }

    public static TheoryData<string, string, RunOptions> WrongUsage => new()
    {
        { "trace", "--cpus 0: a machine has 1 to 4096 CPUs", new RunOptions { Cpus = 0 } },
        { "trace", "--cpus 4097: a machine has 1 to 4096 CPUs", new RunOptions { Cpus = 4097 } },
        { "trace", "--toggles -1: 0 or more", new RunOptions { Toggles = -1 } },
        { "hello", "--toggles 5: hello.elf has no call sites", new RunOptions { Toggles = 5 } },
        {
            "trace", "--toggles 5: nothing can be patched with --no-dynamic-ftrace",
            new RunOptions { Toggles = 5, DynamicFtrace = false }
        },
        { "trace", "--nmi-every -1: 0 for no NMIs, or up to 1000000000 instructions between two", new RunOptions { NmiEvery = -1 } },
        {
            "trace", "--nmi-every 2147483647: 0 for no NMIs, or up to 1000000000 instructions between two",
            new RunOptions { NmiEvery = int.MaxValue }
        },
        { "trace", "--rest -2: 0 or more instructions", new RunOptions { Rest = -2 } },
        { "trace", "--hang-limit 0: 1 or more instructions", new RunOptions { HangLimit = 0 } },
        { "trace", "--time-limit 0: more than 0 seconds, at most a day", new RunOptions { TimeLimit = TimeSpan.Zero } },
        { "trace", "--time-limit 172800: more than 0 seconds, at most a day", new RunOptions { TimeLimit = TimeSpan.FromDays(2) } },
        { "trace", "--patch-unit byte: word or halfword", new RunOptions { PatchUnit = "byte" } },
        { "trace", "--without: unknown step 'NmiWrite'; the steps are", new RunOptions { Without = ["nmi-write", "NmiWrite"] } },
        { "trace", "--sites x*: none of the 244 call sites is in such a function", new RunOptions { SitesPattern = "x*" } },
        { "trace", "--read-only x*: no such symbol", new RunOptions { ReadOnlyPattern = "x*" } },
    };

    [Theory, MemberData(nameof(WrongUsage))]
    public void WrongUsageIsOneLine(string guest, string line, RunOptions options)
    {
        WrongUsageException wrong = Assert.Throws<WrongUsageException>(
            () => RunPlanner.Plan(guest + ".elf", Elf(guest), options));
        Assert.StartsWith(line, wrong.Message);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Fact]
    public void StacksMustNotOverlapTheGuest()
    {
        ElfFile elf = WithMemory(48u << 20);
        Assert.NotNull(RunPlanner.Plan("big.elf", elf, new RunOptions { Cpus = 4 }));
        WrongUsageException wrong = Assert.Throws<WrongUsageException>(
            () => RunPlanner.Plan("big.elf", elf, new RunOptions { Cpus = 1024 }));
        uint end = elf.Segments[^1].Physical + (48u << 20);
        Assert.Equal($"--cpus 1024: their stacks from 0f000000 overlap big.elf, which ends at {end:x8}", wrong.Message);
    }

    [Fact]
    public void AGuestThatFillsMemoryLeavesNoFrameForTheWords()
    {
        uint start = Elf("hello").Segments[^1].Physical;
        uint stacks = MemoryMap.ToPhysical(MemoryMap.StackTop(0, 1)) - MemoryMap.StackBytes(1);
        WrongUsageException wrong = Assert.Throws<WrongUsageException>(
            () => RunPlanner.Plan("big.elf", WithMemory(stacks - start), new RunOptions { Cpus = 1 }));
        Assert.Equal("big.elf leaves no frame below the stacks for the protocol's words", wrong.Message);
    }

    /// <summary>A symbol is what a file says: it may point anywhere.</summary>
    [Theory, InlineData(0u), InlineData(0x8c00_8001u), InlineData(0x8c00_8ffeu), InlineData(0xffff_ffffu), InlineData(0xd000_0000u)]
    public void AWordOfTheProtocolHasToBeAWordOfRam(uint address)
    {
        WrongUsageException wrong = Assert.Throws<WrongUsageException>(
            () => RunPlanner.Plan("odd.elf", WithSymbol("nmi_running", address, sizeof(uint)), new RunOptions()));
        Assert.Equal($"odd.elf: its symbol nmi_running at {address:x8} is not a word of RAM", wrong.Message);
    }

    /// <summary>A size is what a file says: frames up to the end of RAM are read-only then, and none beyond.</summary>
    [Theory, InlineData(0x8c00_0000u, 0xffff_fff0u, 16_384), InlineData(0x8fff_f000u, 8192u, 1), InlineData(0x8c00_1ffcu, 8u, 2)]
    public void ReadOnlyFramesEndWithRam(uint address, uint size, int frames)
    {
        PlannedRun run = RunPlanner.Plan(
            "big.elf", WithSymbol("enable_nmi", address, size), new RunOptions { ReadOnlyPattern = "enable_nmi" });
        Assert.Equal(frames, run.Spec.ReadOnlyFrames.Count);
    }

    private static MachineReport ReadByNmis(params uint[] sites) => new()
    {
        End = RunEnd.Done,
        Coordinator = new(),
        Nmis = new(),
        Cpus = [new() { Cpu = 0, NmiSites = sites }],
        Silos = [],
        Violations = [],
        Words = [],
    };

    private static ElfFile Elf(string name) => ElfFile.Parse(File.ReadAllBytes(Repository.Guest(name)));

    private static uint Address(ElfFile elf, string name) =>
        elf.Symbols.TryFind(name, out Symbol? symbol) ? symbol.Address : throw new KeyNotFoundException(name);

    /// <summary>The guest hello, its last segment grown to so many bytes of memory.</summary>
    private static ElfFile WithSymbol(string name, uint address, uint size)
    {
        byte[] file = File.ReadAllBytes(Repository.Guest("trace"));
        Assert.True(ElfFile.Parse(file).Symbols.TryFind(name, out Symbol? symbol));
        byte[] before = new byte[2 * sizeof(uint)]; // As they stand side by side in the table of symbols, and nowhere else.
        byte[] after = new byte[before.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(before, symbol.Address);
        BinaryPrimitives.WriteUInt32LittleEndian(before.AsSpan(sizeof(uint)), symbol.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(after, address);
        BinaryPrimitives.WriteUInt32LittleEndian(after.AsSpan(sizeof(uint)), size);
        after.CopyTo(file, file.AsSpan().LastIndexOf(before));
        return ElfFile.Parse(file);
    }

    private static ElfFile WithMemory(uint bytes)
    {
        const int programHeaderOffset = 28, programHeaderCount = 44, headerBytes = 32, memoryBytes = 20, virtualAddress = 8;
        byte[] file = File.ReadAllBytes(Repository.Guest("hello"));
        int table = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(programHeaderOffset));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(programHeaderCount));
        uint last = ElfFile.Parse(file).Segments[^1].Address;
        for (int header = table; header < table + (count * headerBytes); header += headerBytes)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(header + virtualAddress)) == last)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(header + memoryBytes), bytes);
            }
        }
        return ElfFile.Parse(file);
    }
}
