using System.Collections.Immutable;
using System.Numerics;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Runs;
using SiloSim.Explorer.Search;
using static SiloSim.Tests.Explorer.TinyModel;

namespace SiloSim.Tests.Explorer;

/// <summary>How many runs there are, and how many are made of those that differ only in the order of independent steps.</summary>
public sealed class RunCountsTests
{
    private static readonly MemoryModel[] s_memories = Enum.GetValues<MemoryModel>();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(1, 6)]
    [InlineData(5, 4)]
    public void TwoIndependentThreads(int m, int n)
    {
        Model model = Of(MemoryModel.Sc, Repeat(Operation.Load(X), m), Repeat(Operation.Store(Y, 1), n));
        AssertCounts((int)(Factorial(m + n) / (Factorial(m) * Factorial(n))), 1, model);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void WritersToOnePlaceAndToTheirOwn(int n)
    {
        ImmutableArray<Deed>[] toOne = Threads(n, thread => Operation.Store(X, (uint)thread));
        ImmutableArray<Deed>[] toOwn = Threads(n, thread => Operation.Store(Own(thread), 1));
        AssertCounts(Factorial(n), Factorial(n), Of(MemoryModel.Sc, toOne));
        AssertCounts(Factorial(n), 1, Of(MemoryModel.Sc, toOwn));
        foreach (MemoryModel memory in s_memories)
        {
            Assert.Equal(Factorial(n), Reduced(Of(memory, toOne)).Runs);
            Assert.Equal(1, Reduced(Of(memory, toOwn)).Runs);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void OneWriterAndReaders(int n)
    {
        ImmutableArray<Deed>[] threads = Threads(n + 1, thread => thread == 0 ? Operation.Store(X, 1) : Operation.Load(X));
        AssertCounts(Factorial(n + 1), 1 << n, Of(MemoryModel.Sc, threads));
        foreach (MemoryModel memory in s_memories)
        {
            Assert.Equal(1 << n, Reduced(Of(memory, threads)).Runs);
        }
    }

    // L S L S | L L S S | L L S S' and the same with the threads' parts changed: the loads change places in two of them.
    [Fact]
    public void TwoThreadsThatLoadAndStore()
    {
        var ends = new AtEnd("x", [X], _ => true);
        ImmutableArray<Deed> increment = [Put(Operation.Load(X), X, 1)];
        Model model = Of(MemoryModel.Sc, increment, increment) with { Properties = [ends] };
        Assert.Equal(6, Whole(model).Interleavings);
        Assert.Equal((4, 2), (ends.Seen.Count(x => x == "1"), ends.Seen.Count(x => x == "2")));
        ends.Seen.Clear();
        Assert.Equal(4, Reduced(model).Runs);
        Assert.Equal((2, 2), (ends.Seen.Count(x => x == "1"), ends.Seen.Count(x => x == "2")));
    }

    [Theory]
    [InlineData(MemoryModel.Sc, 3)]
    [InlineData(MemoryModel.Tso, 4)]
    [InlineData(MemoryModel.Pso, 4)]
    public void StoreBufferingHasOneRunForEachOutcome(MemoryModel memory, int outcomes)
    {
        HashSet<string> seen = Outcomes(StoreBuffering(memory), 2, out long runs);
        Assert.Equal((outcomes, outcomes), (seen.Count, runs));
        Assert.Equal(memory != MemoryModel.Sc, seen.Contains("0 0"));
    }

    [Theory]
    [InlineData(MemoryModel.Sc, 3)]
    [InlineData(MemoryModel.Tso, 3)]
    [InlineData(MemoryModel.Pso, 4)]
    public void AMessageOvertakesOnlyWhereEachAddressHasItsBuffer(MemoryModel memory, int outcomes)
    {
        HashSet<string> seen = Outcomes(MessagePassing(memory), 2, out long runs);
        Assert.Equal((outcomes, outcomes), (seen.Count, runs));
        Assert.Equal(memory == MemoryModel.Pso, seen.Contains("1 0"));
    }

    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void AllSeeOneOrderOfIndependentWrites(MemoryModel memory)
    {
        HashSet<string> seen = Outcomes(IndependentReads(memory), 4, out long runs);
        Assert.Equal((15, 15), (seen.Count, runs)); // Of 16, all but the split one.
        Assert.DoesNotContain("1 0 1 0", seen);
    }

    [Fact]
    public void WhatNeverEndsIsCutAndProvesNothing()
    {
        Model model = Of(MemoryModel.Sc, [Do(Operation.Load(X))]) with
        {
            Threads = [new ModelThread("endless", 0, () => RoutineContinuation.Start(Endless))],
        };
        foreach (bool isReduced in new[] { false, true })
        {
            SearchResult result = Search(model, new RunTreeOptions { IsReduced = isReduced, MostSteps = 9 });
            Assert.Equal(
                (Verdict.Inconclusive, "1 of them cut after 9 steps", 9, 1L),
                (result.Verdict, result.Reason, result.Depth, result.Runs));
            Assert.Null(result.Interleavings);
        }
    }

    [Fact]
    public void ItCanBeInterrupted()
    {
        SearchResult result = new RunExplorer(StoreBuffering(MemoryModel.Sc)).Search(
            new RunTreeOptions(), new CancellationToken(canceled: true));
        Assert.Equal((Verdict.Inconclusive, "interrupted"), (result.Verdict, result.Reason));
    }

    private static async Routine Endless()
    {
        while (true)
        {
            await Operation.Load(X);
        }
    }

    private static ImmutableArray<Deed> Repeat(Operation operation, int count) => [.. Enumerable.Repeat(Do(operation), count)];

    private static ImmutableArray<Deed>[] Threads(int count, Func<int, Operation> does) =>
        [.. Enumerable.Range(0, count).Select(thread => (ImmutableArray<Deed>)[Do(does(thread))])];

    private static int Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static void AssertCounts(int interleavings, int traces, Model model)
    {
        SearchResult whole = Whole(model);
        Assert.Equal((Verdict.Holds, interleavings, interleavings), (whole.Verdict, whole.Interleavings, whole.Runs));
        Assert.Equal(interleavings, new ModelExplorer(model).Search(new SearchOptions()).Interleavings);
        SearchResult reduced = Reduced(model);
        Assert.Equal((Verdict.Holds, traces, (BigInteger?)null), (reduced.Verdict, reduced.Runs, reduced.Interleavings));
    }

    /// <summary>What the first loads got, in all worlds at an end: the same as in the runs that are not left out.</summary>
    private static HashSet<string> Outcomes(Model model, int loads, out long runs)
    {
        var ends = new AtEnd("loads", [.. Enumerable.Range(0, loads).Select(Got)], _ => true);
        new ModelExplorer(model with { Properties = [ends] }).Search(new SearchOptions());
        HashSet<string> all = [.. ends.Seen];
        ends.Seen.Clear();
        runs = Reduced(model with { Properties = [ends] }).Runs;
        Assert.Equal(all.Order(), ends.Seen.Distinct().Order());
        return all;
    }

    private static SearchResult Whole(Model model) => Search(model, new RunTreeOptions { IsReduced = false });

    private static SearchResult Reduced(Model model) => Search(model, new RunTreeOptions());

    private static SearchResult Search(Model model, RunTreeOptions options) =>
        new RunExplorer(model).Search(options, TestContext.Current.CancellationToken);
}
