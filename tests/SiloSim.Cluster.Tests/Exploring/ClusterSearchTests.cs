using System.Numerics;
using System.Text.Json;
using Orleans.TestingHost;
using SiloSim.Client;
using SiloSim.Cluster.Tests.Machines;
using SiloSim.CommandLine.Exploring;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Exploring;

/// <summary>A search over silos has the verdict and the counts of one in one process, whatever becomes of the silos.</summary>
public sealed class ClusterSearchTests(MachineClusters clusters)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AnyNumberOfSilosHasTheCountsOfOneProcess(int silos)
    {
        ClusterSearched searched = await Search(await clusters.Of(silos), Configuration(2, 2, 2, 1), Reductions.None);
        Assert.Equal(
            (Verdict.Holds, 8907, 24434, 48),
            (searched.Result.Verdict, searched.Result.States, searched.Result.Transitions, searched.Result.Depth));
        Assert.Equal(1, searched.Attempts);
        Assert.Equal(silos, searched.Silos.Length);
        Assert.Equal(8907, searched.Silos.Sum(silo => silo.States));
        Assert.All(searched.Silos, silo => Assert.True(silo.States * 5 >= searched.Result.States, $"{silo}"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task WhatIsFoundIsWhatOneProcessFinds(SeedConfiguration configuration, Reductions reductions)
    {
        SearchResult one = new ModelExplorer(SeedModel.Of(configuration))
            .Search(new SearchOptions { Reductions = reductions }, Cancel);
        ClusterSearched searched = await Search(await clusters.Of(2), configuration, reductions);
        Assert.Equal(Told(one), Told(searched.Result));
        Assert.Equal(one.Counterexample, searched.Result.Counterexample);
    }

    public static TheoryData<SeedConfiguration, Reductions> Kinds => new()
    {
        { Configuration(2, 1, 1, 1), Reductions.None },
        { Configuration(2, 1, 1, 1), Reductions.Symmetry },
        { Configuration(2, 1, 1, 1), Reductions.PartialOrder },
        { Configuration(2, 1, 1, 1) with { Memory = MemoryModel.Tso }, Reductions.All },
        { Configuration(1, 1, 1, 1) with { Variant = Variant.Whole.Without(Step.NmiWrite) }, Reductions.Symmetry },
        { Configuration(1, 1, 2, 1) with { Variant = Variant.Whole.Without(Step.WaitForNmiAfterClear) }, Reductions.None },
        { Configuration(1, 1, 1, 1) with { Readers = 1, Flush = FlushReach.Ipi }, Reductions.None },
        { Configuration(1, 1, 1, 1) with { Nmis = null }, Reductions.Symmetry },
    };

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task ASiloThatIsKilledChangesNeitherVerdictNorCounts(int killed)
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 3);
        var midway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ClusterSearched> search = ClusterSearch.Run(
            cluster.Client,
            Configuration(3, 2, 1, 1),
            new SearchOptions(),
            status => _ = status.Depth >= 15 && midway.TrySetResult(),
            Cancel);
        await Task.WhenAny(midway.Task, search).WaitAsync(s_patience, Cancel);
        Assert.False(search.IsCompleted, "the search was over before a silo could be killed");
        await cluster.KillSiloAsync(cluster.Silos.OrderBy(silo => silo.SiloAddress).ElementAt(killed), Cancel);
        ClusterSearched searched = await search.WaitAsync(s_patience, Cancel);
        Assert.Equal(
            (Verdict.Holds, 43386, 159009, 41),
            (searched.Result.Verdict, searched.Result.States, searched.Result.Transitions, searched.Result.Depth));
        Assert.True(searched.Attempts > 1);
        Assert.Equal(2, searched.Silos.Length);
        Assert.Equal(43386, searched.Silos.Sum(silo => silo.States));
    }

    [Fact]
    public async Task ASearchThatIsInterruptedIsInconclusive()
    {
        InProcessTestCluster cluster = await clusters.Of(2);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ClusterSearched searched = await ClusterSearch.Run(
            cluster.Client,
            Configuration(4, 2, 2, 2),
            new SearchOptions(),
            status =>
            {
                if (status.Depth >= 10)
                {
                    interrupt.Cancel();
                }
            },
            interrupt.Token).WaitAsync(s_patience, Cancel);
        Assert.Equal((Verdict.Inconclusive, "interrupted"), (searched.Result.Verdict, searched.Result.Reason));
        Assert.True(searched.Result.States > 1000);
    }

    [Fact]
    public async Task ASiloWithoutMemoryEndsTheSearchHonestly()
    {
        ClusterSearched searched = await ClusterSearch.Run(
            (await clusters.Of(2)).Client,
            Configuration(4, 1, 2, 1),
            new SearchOptions { MemoryLimitBytes = 1 << 20 },
            static _ => { },
            Cancel).WaitAsync(s_patience, Cancel);
        Assert.Equal((Verdict.Inconclusive, "memory limit reached"), (searched.Result.Verdict, searched.Result.Reason));
    }

    [Fact]
    public async Task SilosOfOneProcessSayWhatEachVisited()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.Start(3, Cancel);
        Assert.True(ExplorePlanner.TryPlan(new ExploreRequest(), out ExplorePlan? plan, out string? error), error);
        Explored explored = await Exploration.SearchOver(
            plan, plan.Configuration!, cluster.Grains, silosHere: 3, static _ => { }, Cancel).WaitAsync(s_patience, Cancel);
        using JsonDocument json = JsonDocument.Parse(ExploreJson.Of(explored, null));
        Assert.Equal("holds", json.RootElement.GetProperty("verdict").GetString());
        long[] states = [.. json.RootElement.GetProperty("silos").EnumerateArray().Select(
            silo => silo.GetProperty("states").GetInt64())];
        Assert.Equal(3, states.Length);
        Assert.Equal(4707, states.Sum());
        Assert.All(states, count => Assert.True(count * 5 >= 4707, $"{count} of 4707"));
    }

    [Fact]
    public async Task SilosDoNotSearchDepthFirst()
    {
        Assert.True(ExplorePlanner.TryPlan(
            new ExploreRequest { Strategy = "depth-first" }, out ExplorePlan? plan, out string? error), error);
        WrongUsageException refused = await Assert.ThrowsAsync<WrongUsageException>(async () => await Exploration.SearchOver(
            plan, plan.Configuration!, (await clusters.Of(1)).Client, 0, static _ => { }, Cancel));
        Assert.Equal("--strategy depth-first: silos search level by level, breadth-first", refused.Message);
    }

    [Fact]
    public async Task WhatIsNoConfigurationIsRefusedInOneLine()
    {
        var head = (await clusters.Of(1)).Client.GetGrain<IExplorationGrain>(MachineClusters.NewKey("search"));
        MachineException refused = await Assert.ThrowsAsync<MachineException>(
            () => head.Start(new ExplorationSpec { Configuration = "--nmi-cpus 99" }));
        Assert.StartsWith("no search: ", refused.Message, StringComparison.Ordinal);
    }

    private static (Verdict, string?, long, long, int, BigInteger?, int?) Told(SearchResult result) => (
        result.Verdict, result.Finding?.Property, result.States, result.Transitions, result.Depth, result.Interleavings,
        result.CycleFrom);

    private static Task<ClusterSearched> Search(
        InProcessTestCluster cluster, SeedConfiguration configuration, Reductions reductions) =>
        ClusterSearch.Run(
            cluster.Client, configuration, new SearchOptions { Reductions = reductions }, static _ => { }, Cancel)
            .WaitAsync(s_patience, Cancel);

    private static SeedConfiguration Configuration(int c, int k, int s, int r) =>
        new() { NmiCpus = c, Nmis = k, Sites = s, Rounds = r };
}
