using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>A reduction, a number of workers and an order change how much is searched, never what is found.</summary>
public sealed class ReductionTests
{
    private static readonly ImmutableArray<Reductions> s_reductions =
        [Reductions.PartialOrder, Reductions.Symmetry, Reductions.All];

    public static TheoryData<string, SeedConfiguration> SmallConfigurations
    {
        get
        {
            var data = new TheoryData<string, SeedConfiguration>();
            foreach (MemoryModel memory in Enum.GetValues<MemoryModel>())
            {
                SeedConfiguration One(int c, int k, int s, int r) =>
                    SeedCountsTests.Configuration(c, k, s, r) with { Memory = memory };
                data.Add($"1,1,1,1 {memory}", One(1, 1, 1, 1));
                data.Add($"1,1,2,1 {memory}", One(1, 1, 2, 1));
                data.Add($"1,1,1,2 {memory}", One(1, 1, 1, 2));
                data.Add($"2,1,1,1 {memory}", One(2, 1, 1, 1));
                data.Add($"1,1,1,1 halfword {memory}", One(1, 1, 1, 1) with
                {
                    Variant = Variant.Whole.With(PatchUnit.Halfword),
                });
                data.Add($"2,1,1,1 failing {memory}", One(2, 1, 1, 1) with { FailingWrite = true });
                data.Add($"2,1,1,1 self {memory}", One(2, 1, 1, 1) with { Self = true });
                data.Add($"1,1,1,1 readers {memory}", One(1, 1, 1, 1) with { Readers = 2 });
                data.Add($"1,1,1,1 ipi {memory}", One(1, 1, 1, 1) with { Flush = FlushReach.Ipi });
                data.Add($"1,1,1,1 early {memory}", One(1, 1, 1, 1) with { EarlyLoads = true });
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(SmallConfigurations))]
    public void GivesTheVerdictOfNoneForEveryVariant(string name, SeedConfiguration whole)
    {
        foreach (Step? step in Enum.GetValues<Step>().Cast<Step?>().Prepend(null))
        {
            var model = new ModelExplorer(SeedModel.Of(whole with
            {
                Variant = step is null ? whole.Variant : whole.Variant.Without(step.Value),
            }));
            SearchResult none = Search(model, new SearchOptions());
            foreach (Reductions reductions in s_reductions)
            {
                SearchResult reduced = Search(model, new SearchOptions { Reductions = reductions });
                string at = $"{name} without {step} by {reductions}";
                Assert.Equal(
                    (at, none.Verdict, none.Counterexample.Length),
                    (at, reduced.Verdict, reduced.Counterexample.Length));
                Assert.True(reduced.Finding is not null || reduced.States <= none.States, at);
                Assert.Equal(reductions == Reductions.Symmetry ? none.Interleavings : null, reduced.Interleavings);
            }
        }
    }

    [Theory]
    [InlineData(Reductions.None)]
    [InlineData(Reductions.PartialOrder)]
    [InlineData(Reductions.Symmetry)]
    [InlineData(Reductions.All)]
    public void HasTheSameCountsForAnyNumberOfWorkers(Reductions reductions)
    {
        foreach (MemoryModel memory in Enum.GetValues<MemoryModel>())
        {
            var counts = Enumerable.Range(1, 4).Select(workers =>
            {
                SeedConfiguration configuration = SeedCountsTests.Configuration(2, 2, 2, 1) with { Memory = memory };
                SearchResult result = new ModelExplorer(SeedModel.Of(configuration))
                    .Search(new SearchOptions { Reductions = reductions, Workers = workers, LooksForCycles = false });
                return (result.Verdict, result.States, result.Transitions, result.Depth);
            }).ToList();
            Assert.All(counts, count => Assert.Equal(counts[0], count));
        }
    }

    [Fact]
    public void LeavesSomethingOut()
    {
        var model = new ModelExplorer(SeedModel.Of(SeedCountsTests.Configuration(2, 2, 2, 1)));
        long[] states =
        [
            .. new[] { Reductions.None, Reductions.PartialOrder, Reductions.Symmetry, Reductions.All }
                .Select(reductions => Search(model, new SearchOptions { Reductions = reductions }).States),
        ];
        Assert.Equal(8907, states[0]);
        Assert.True(states[1] < states[0] && states[3] < states[1] && states[3] < states[2], string.Join(' ', states));
    }

    [Theory]
    [InlineData(3, 2, 2, 1, 1_148_826)]
    [InlineData(4, 1, 2, 1, 4_211_381)]
    public void StoresAFiftiethOfTheWorldsThatSpinStores(int c, int k, int s, int r, int stored)
    {
        var model = new ModelExplorer(SeedModel.Of(SeedCountsTests.Configuration(c, k, s, r)));
        SearchResult result = Search(model, new SearchOptions { Reductions = Reductions.All, LooksForCycles = false });
        Assert.Equal(Verdict.Holds, result.Verdict);
        Assert.InRange(result.States, 1000, stored / 50);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    public void WorldsWithOneStepToTakeAreNotStored(int m, int n)
    {
        var model = new ModelExplorer(new Model
        {
            Threads = [Storer(0, m), Storer(1, n)],
            Words = [new MemoryWord(0x100, 0), new MemoryWord(0x104, 0)],
        });
        SearchResult none = Search(model, new SearchOptions());
        SearchResult reduced = Search(model, new SearchOptions { Reductions = Reductions.PartialOrder });
        Assert.Equal(
            (Verdict.Holds, (m + 1) * (n + 1), (m * (n + 1)) + (n * (m + 1)), m + n),
            (none.Verdict, none.States, none.Transitions, none.Depth));
        Assert.Equal((Verdict.Holds, 2, m + n, 1), (reduced.Verdict, reduced.States, reduced.Transitions, reduced.Depth));
    }

    [Fact]
    public void WhoeverTurnsRoundForEverIsNotFollowedForEver()
    {
        var model = new ModelExplorer(new Model
        {
            Threads = [new ModelThread("turns", 0, () => RoutineContinuation.Start(Turn)) { MakesProgress = true }],
            Words = [new MemoryWord(0x100, 0)],
        });
        SearchResult reduced = Search(model, new SearchOptions { Reductions = Reductions.PartialOrder });
        Assert.Equal((Verdict.Holds, null), (reduced.Verdict, reduced.Interleavings));
    }

    [Fact]
    public void GivesEveryOutcomeOfRandomModels()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            foreach (MemoryModel memory in Enum.GetValues<MemoryModel>())
            {
                SortedSet<string> none = RandomModel.Outcomes(seed, memory, Reductions.None, 1);
                Assert.NotEmpty(none);
                foreach (Reductions reductions in s_reductions)
                {
                    SortedSet<string> reduced = RandomModel.Outcomes(seed, memory, reductions, 1 + (seed % 2));
                    Assert.True(
                        none.SetEquals(reduced),
                        $"seed {seed} {memory} {reductions}: {string.Join(" | ", none)} <> {string.Join(" | ", reduced)}");
                }
            }
        }
    }

    private static ModelThread Storer(int cpu, int stores) =>
        new($"{cpu}", cpu, () => RoutineContinuation.Start(() => Store(0x100 + (4 * (uint)cpu), stores)));

    private static async Routine Store(uint at, int stores)
    {
        for (int i = 0; i < stores; i++)
        {
            await Operation.Store(at, (uint)i);
        }
    }

    private static async Routine Turn()
    {
        while (true)
        {
            await Operation.Store(0x100, 0);
        }
    }

    private static SearchResult Search(ModelExplorer model, SearchOptions options) =>
        model.Search(options, TestContext.Current.CancellationToken);
}
