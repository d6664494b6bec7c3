using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Machine;
using SiloSim.Tests.Sh4;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>The explorer's verdicts on the guests that are made to be explored.</summary>
public sealed class GuestModelTests(ITestOutputHelper output)
{
    private static readonly SearchOptions[] s_ways =
    [
        new(),
        new() { Reductions = Reductions.PartialOrder },
        new() { Order = SearchOrder.DepthFirst },
        new() { Workers = 2 },
    ];

    [Theory]
    [InlineData("tas-lock", 0, 0, 0)]
    [InlineData("tas-lock-no-barrier", 0, 0, 41)]
    [InlineData("dekker", 0, 0, 0)]
    [InlineData("dekker-no-barrier", 0, 42, 42)]
    [InlineData("movli-counter", 0, 0, 0)]
    [InlineData("lost-update", 41, 41, 41)]
    [InlineData("nmi-enter-exit", 0, 0, 0)]
    [InlineData("nmi-enter-exit-no-retry", 43, 43, 43)]
    public void AGuestHoldsOrFailsAsItsPageSays(string guest, int sc, int tso, int pso)
    {
        var program = new GuestProgram(GuestFiles.Load($"explore/{guest}"), cpus: 2);
        foreach ((MemoryModel memory, int code) in new[]
            { (MemoryModel.Sc, sc), (MemoryModel.Tso, tso), (MemoryModel.Pso, pso) })
        {
            int? steps = null;
            foreach (SearchOptions way in s_ways)
            {
                SearchResult result = Search(program, memory, nmis: 2, way);
                output.WriteLine($"{guest} {memory} {way.Order} {way.Reductions}: {result.Verdict}, "
                    + $"{result.States} states, {result.Transitions} transitions, {result.Depth} deep, "
                    + $"{result.Interleavings} interleavings, "
                    + $"{result.Counterexample.Length} steps {result.Finding?.Description}");
                if (code == 0)
                {
                    Assert.Equal((Verdict.Holds, null), (result.Verdict, result.Finding));
                }
                else
                {
                    Assert.Equal((Verdict.Violated, "guest-failed"), (result.Verdict, result.Finding?.Property));
                    Assert.Contains($": exit code {code} at ", result.Finding!.Description, StringComparison.Ordinal);
                    Assert.Equal(steps ??= result.Counterexample.Length, result.Counterexample.Length);
                }
            }
        }
    }

    [Fact]
    public void WithoutNmisTheProtocolsGuestIsNotDisturbed()
    {
        var program = new GuestProgram(GuestFiles.Load("explore/nmi-enter-exit-no-retry"), cpus: 2);
        Assert.Equal(Verdict.Holds, Search(program, MemoryModel.Sc, nmis: 0).Verdict);
        Assert.Equal(Verdict.Violated, Search(program, MemoryModel.Sc, nmis: 1).Verdict);
    }

    [Fact]
    public void TheBoundCutsOrDoesNot()
    {
        var program = new GuestProgram(GuestFiles.Load("explore/movli-counter"), cpus: 2);
        SearchResult whole = Search(program, MemoryModel.Tso, nmis: 0);
        SearchResult within = Search(program, MemoryModel.Tso, 0, new SearchOptions { Bound = whole.Depth });
        Assert.Equal((Verdict.Holds, whole.States), (within.Verdict, within.States));
        SearchResult cut = Search(program, MemoryModel.Tso, 0, new SearchOptions { Bound = whole.Depth - 1 });
        Assert.Equal((Verdict.Inconclusive, "bound reached"), (cut.Verdict, cut.Reason));
        Assert.InRange(cut.States, 1, whole.States - 1);
        Assert.Equal(1, Search(program, MemoryModel.Tso, 0, new SearchOptions { Bound = 0 }).States);
    }

    [Fact]
    public void AFailureThatTheBoundAllowsIsFoundAndALaterOneIsNot()
    {
        var program = new GuestProgram(GuestFiles.Load("explore/lost-update"), cpus: 2);
        int steps = Search(program, MemoryModel.Sc, nmis: 0).Counterexample.Length;
        SearchResult found = Search(program, MemoryModel.Sc, 0, new SearchOptions { Bound = steps });
        Assert.Equal((Verdict.Violated, steps), (found.Verdict, found.Counterexample.Length));
        Assert.Equal(
            Verdict.Inconclusive, Search(program, MemoryModel.Sc, 0, new SearchOptions { Bound = steps - 1 }).Verdict);
    }

    [Fact]
    public void WhatAPartialOrderFindsIsShownInTheFewestStepsWhateverTheBound()
    {
        var program = new GuestProgram(GuestFiles.Load("explore/dekker-no-barrier"), cpus: 2);
        SearchResult found = Search(
            program, MemoryModel.Tso, 0, new SearchOptions { Bound = 3, Reductions = Reductions.PartialOrder });
        int steps = Search(program, MemoryModel.Tso, nmis: 0).Counterexample.Length;
        Assert.Equal((Verdict.Violated, steps), (found.Verdict, found.Counterexample.Length));
    }

    [Fact]
    public void TheStatesOfThreadsAreWithinTheMemoryLimit()
    {
        // It counts for ever: each count is a state of its thread, and next to nothing of a stored world.
        byte[] text = new byte[4096];
        Assembler.Assemble(
            TinyGuest.Text, "mov.l 0x8c001010,r1", "mov.l @r1,r0", "add #1,r0", "mov.l r0,@r1", "bra 0x8c001002", "nop", "nop",
            "nop", ".long 0x8c002000").CopyTo(text, 0);
        SearchResult result = Search(
            TinyGuest.Program(text, cpus: 1), MemoryModel.Sc, 0,
            new SearchOptions { MemoryLimitBytes = 4 << 20, Bound = 1_000_000 });
        Assert.Equal((Verdict.Inconclusive, "memory limit reached"), (result.Verdict, result.Reason));
        Assert.True(result.StoredBytes < 3 << 20, $"{result.StoredBytes} bytes of worlds");
    }

    [Fact]
    public void WhoeverSleepsWithoutNmisIsADeadlock()
    {
        GuestProgram program = TinyGuest.Program("sleep");
        SearchResult result = Search(program, MemoryModel.Sc, nmis: 0);
        Assert.Equal((Verdict.Violated, Finding.Deadlock), (result.Verdict, result.Finding?.Property));
        Assert.Equal("nobody can go on: cpu 0 waits for ever: sleep; cpu 1 waits for ever: sleep", result.Finding?.Description);
    }

    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    public void WaitingForWhatNobodyStoresIsALivelock(MemoryModel memory)
    {
        GuestProgram program = TinyGuest.Program(
            "mov.l 0x8c001010,r1", "mov.l r1,@(8,r1)", "mov.l @r1,r0", "tst r0,r0", "bt 0x8c001004", "nop", "nop",
            "nop", ".long 0x8c002000");
        foreach (Reductions reduction in new[] { Reductions.None, Reductions.PartialOrder })
        {
            SearchResult result = Search(program, memory, 0, new SearchOptions { Reductions = reduction });
            Assert.Equal((Verdict.Violated, Finding.Livelock), (result.Verdict, result.Finding?.Property));
            Assert.StartsWith(
                "cpu 0, cpu 1 can be held off for ever: ", result.Finding?.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhoeverMayWaitLongButNotForEverIsNone()
    {
        // CPU 1 waits, by spinning, for the word that CPU 0 stores.
        GuestProgram program = TinyGuest.Program(
            "mov.l 0x8c001018,r1", "tst r4,r4", "bt 0x8c00100e", "mov.l @r1,r0", "tst r0,r0", "bt 0x8c001006", "nop",
            "mov.l r1,@r1", "mov #0,r3", "mov #0,r4", "trapa #60", "nop", ".long 0x8c002000");
        SearchResult result = Search(program, MemoryModel.Tso, nmis: 0);
        Assert.Equal((Verdict.Holds, null), (result.Verdict, result.Finding));
        Assert.Null(result.Interleavings); // It goes round, as often as it likes.
    }

    internal static SearchResult Search(
        GuestProgram program, MemoryModel memory, int nmis, SearchOptions? options = null) =>
        new ModelExplorer(GuestModel.Of(program, memory, nmis)).Search(options ?? new SearchOptions());
}
