using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>Stores that remember less take less memory, and say what they may have left out.</summary>
public sealed class StateStoreTests
{
    [Theory]
    [InlineData(StateStore.Hash, 0.9)]
    [InlineData(StateStore.Bitstate, 0.3)]
    public void MeetsAsManyWorldsInLessMemory(StateStore store, double ofExact)
    {
        SeedConfiguration configuration = SeedCountsTests.Configuration(3, 2, 2, 1);
        SearchResult exact = Search(configuration, StateStore.Exact, 1);
        foreach (int workers in (ReadOnlySpan<int>)[1, 2, 3])
        {
            SearchResult found = Search(configuration, store, workers);
            Assert.Equal(Verdict.Holds, found.Verdict);
            Assert.Null(found.Interleavings);
            Assert.InRange(found.States, (long)(exact.States * (1 - (4 * found.Omission))) - 1, exact.States);
            Assert.InRange(found.StoredBytes, 1, exact.StoredBytes * ofExact);
            Assert.InRange(found.Omission, 1e-15, 1e-2);
        }
    }

    [Theory]
    [InlineData(StateStore.Hash, SearchOrder.BreadthFirst)]
    [InlineData(StateStore.Hash, SearchOrder.DepthFirst)]
    [InlineData(StateStore.Bitstate, SearchOrder.BreadthFirst)]
    [InlineData(StateStore.Bitstate, SearchOrder.DepthFirst)]
    public void FindsTheShortestCounterexample(StateStore store, SearchOrder order)
    {
        foreach (Reductions reductions in (ReadOnlySpan<Reductions>)[Reductions.None, Reductions.All])
        {
            var model = new ModelExplorer(SeedModel.Of(SeedCountsTests.Configuration(1, 1, 2, 1) with
            {
                Variant = Variant.Whole.Without(Step.WaitForNmiAfterClear),
            }));
            SearchResult found = model.Search(
                new SearchOptions { Store = store, Order = order, Reductions = reductions },
                TestContext.Current.CancellationToken);
            Assert.Equal(("wrong-content", 13), (found.Finding?.Property, found.Counterexample.Length));
            Assert.Equal(found.Finding, model.Execute(found.Counterexample).Finding);
        }
    }

    [Fact]
    public void FindsWhereNobodyCanGoOn()
    {
        var deadlock = SeedCountsTests.Configuration(1, 1, 1, 1) with { Flush = FlushReach.Ipi };
        Assert.Equal("deadlock", Search(deadlock, StateStore.Bitstate, 1).Finding?.Property);
    }

    [Theory]
    [InlineData(StateStore.Hash, 1_000_000, 0)]
    [InlineData(StateStore.Bitstate, 1_000_000, 2000)]
    public void LeavesOutNoMoreThanItSays(StateStore store, int worlds, int most)
    {
        IStateStore set = store == StateStore.Hash ? new HashSet64() : new BitState();
        int leftOut = 0;
        for (ulong world = 0; world < (ulong)worlds; world++)
        {
            leftOut += set.Add([world, world << 32], -1, out _) ? 0 : 1;
        }

        Assert.InRange(leftOut, 0, most);
        Assert.Equal(worlds - leftOut, set.Count);
        Assert.InRange(leftOut, 0, Math.Max(0, worlds * set.Omission * 1.1));
        for (ulong world = 0; world < (ulong)worlds; world += 97)
        {
            Assert.False(set.Add([world, world << 32], -1, out _));
        }
    }

    private static SearchResult Search(SeedConfiguration configuration, StateStore store, int workers) =>
        new ModelExplorer(SeedModel.Of(configuration)).Search(
            new SearchOptions { Store = store, Workers = workers }, TestContext.Current.CancellationToken);
}
