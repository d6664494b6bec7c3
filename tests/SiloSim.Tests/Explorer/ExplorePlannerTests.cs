using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>What can be asked for, and the one line for what means nothing.</summary>
public sealed class ExplorePlannerTests
{
    public static TheoryData<string, ExploreRequest> Meaningless => new()
    {
        { "--sites 0: 1 to 64", new() { Sites = 0 } },
        { "--sites 65: 1 to 64", new() { Sites = 65 } },
        { "--rounds 0: 1 to 1000", new() { Rounds = 0 } },
        { "--nmi-cpus -1: 0 to 32", new() { NmiCpus = -1 } },
        { "--readers 33: 0 to 32", new() { Readers = 33 } },
        { "--nmis 0: 1 to 1000, or unbounded", new() { Nmis = "0" } },
        { "--nmis many: 1 to 1000, or unbounded", new() { Nmis = "many" } },
        { "--workers 0: 1 to 64", new() { Workers = 0 } },
        { "--memory rc11: sc, tso or pso", new() { Memory = "rc11" } },
        { "--memory SC: sc, tso or pso", new() { Memory = "SC" } },
        { "--scheme mine: seed or breakpoint", new() { Scheme = "mine" } },
        { "--patch-unit byte: word or halfword", new() { PatchUnit = "byte" } },
        { "--flush never: local, broadcast or ipi", new() { Flush = "never" } },
        { "--strategy luck: breadth-first, depth-first, random or pct", new() { Strategy = "luck" } },
        { "--reduction some: none, partial-order, symmetry or all", new() { Reduction = "some" } },
        { "--memory-limit 0: MiB, or a number with K, M or G, such as 512M", new() { MemoryLimit = "0" } },
        { "--memory-limit M: MiB, or a number with K, M or G, such as 512M", new() { MemoryLimit = "M" } },
        { "--self: no CPU takes NMIs with --nmi-cpus 0", new() { NmiCpus = 0, Self = true } },
        { "--nmis: no CPU takes NMIs with --nmi-cpus 0", new() { NmiCpus = 0, Nmis = "2" } },
        { "--without breakpoint-sync-1: that step is of --scheme breakpoint", new() { Without = ["breakpoint-sync-1"] } },
        { "--scheme breakpoint has the steps", new() { Scheme = "breakpoint", Without = ["nmi-write"] } },
        { "no NMIs with --scheme breakpoint", new() { Scheme = "breakpoint", NmiCpus = 1 } },
        { "no NMIs with --scheme breakpoint", new() { Scheme = "breakpoint", Nmis = "1" } },
        { "no NMIs with --scheme breakpoint", new() { Scheme = "breakpoint", Self = true } },
        { "--failing-write: ", new() { Scheme = "breakpoint", FailingWrite = true } },
        { "--flush ipi: --scheme breakpoint has none", new() { Scheme = "breakpoint", Flush = "ipi" } },
        { "--early-loads: ", new() { Scheme = "breakpoint", EarlyLoads = true } },
        { "--patch-unit word: --scheme breakpoint writes halves", new() { Scheme = "breakpoint", PatchUnit = "word" } },
        { "--model comparison is of the seed", new() { Scheme = "breakpoint", Model = "comparison" } },
        { "--readers 1: --model comparison has none", new() { Model = "comparison", Readers = 1 } },
        { "--flush ipi: --model comparison has none", new() { Model = "comparison", Flush = "ipi" } },
        { "--without stop-machine: --model comparison has none", new() { Model = "comparison", Without = ["stop-machine"] } },
        { "--reduction all: random runs are not reduced", new() { Strategy = "random", Reduction = "all" } },
        { "--store, --checkpoint, --memory-limit: pct runs store no worlds", new() { Strategy = "pct", Store = "hash" } },
        { "--memory-limit: random runs store no worlds", new() { Strategy = "random", MemoryLimit = "1G" } },
        { "--workers 2: random runs are made one after the other", new() { Strategy = "random", Workers = 2 } },
        { "pct runs prove nothing", new() { Strategy = "pct", All = true } },
        { "--runs 0: 1 to 1000000000000", new() { Strategy = "random", Runs = 0 } },
        { "--seed: it is for --strategy random and pct", new() { Seed = 7 } },
        { "--runs: it is for --strategy random and pct", new() { Store = "none", Runs = 7 } },
        { "--store all: exact, hash, bitstate or none", new() { Store = "all" } },
        { "--strategy breadth-first: --store none makes runs", new() { Store = "none", Strategy = "breadth-first" } },
        { "--reduction symmetry: --store none makes runs", new() { Store = "none", Reduction = "symmetry" } },
        { "--checkpoint, --memory-limit: --store none", new() { Store = "none", Checkpoint = "file" } },
        { "--workers 2: --store none makes runs", new() { Store = "none", Workers = 2 } },
        { "--store none: livelocks", new() { Store = "none", Nmis = "unbounded" } },
        { "it takes no --store", new() { Store = "none", All = true } },
        { "--all is the whole table", new() { All = true, Sites = 2 } },
        { "--all is the whole table", new() { All = true, EarlyLoads = true } },
        { "unknown step 'hope'; the steps are ", new() { Without = ["hope"] } },
    };

    [Theory, MemberData(nameof(Meaningless))]
    public void WhatMeansNothingIsOneLine(string says, ExploreRequest request)
    {
        Assert.False(ExplorePlanner.TryPlan(request, out ExplorePlan? plan, out string? error));
        Assert.Null(plan);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void NothingSaidIsTheDefault()
    {
        ExplorePlan plan = Plan(new ExploreRequest());
        Assert.Equal(new SeedConfiguration(), plan.Configuration);
        Assert.Equal(ExploreStrategy.BreadthFirst, plan.Strategy);
        Assert.Equal(new SearchOptions { Reductions = Reductions.Symmetry }, plan.Options);
    }

    [Fact]
    public void ABreakpointHasOneReaderAndHalves()
    {
        SeedConfiguration configuration = Plan(new ExploreRequest { Scheme = "breakpoint" }).Configuration!;
        Assert.Equal((0, 0, 1), (configuration.NmiCpus, configuration.Nmis, configuration.Readers));
        Assert.Equal(PatchUnit.Halfword, configuration.Variant.PatchUnit);
        Assert.Equal(
            [BreakpointStep.BreakpointSync2],
            Plan(new ExploreRequest { Scheme = "breakpoint", Without = ["breakpoint-sync-2"] })
                .Configuration!.WithoutBreakpoint);
    }

    [Theory]
    [InlineData("7", 7L << 20)]
    [InlineData("64K", 64L << 10)]
    [InlineData("512M", 512L << 20)]
    [InlineData("3G", 3L << 30)]
    public void AMemoryLimitHasUnits(string text, long bytes) =>
        Assert.Equal(bytes, Plan(new ExploreRequest { MemoryLimit = text }).Options.MemoryLimitBytes);

    [Fact]
    public void HowToSearchIsTakenOver()
    {
        ExplorePlan plan = Plan(new ExploreRequest { Strategy = "depth-first", Reduction = "all", Workers = 2, All = true });
        Assert.Null(plan.Configuration);
        Assert.Equal(
            (SearchOrder.DepthFirst, Reductions.All, 2), (plan.Options.Order, plan.Options.Reductions, plan.Options.Workers));
    }

    [Fact]
    public void RunsHaveTheirDefaults()
    {
        ExplorePlan pct = Plan(new ExploreRequest { Strategy = "pct" });
        Assert.Equal(
            (ExploreStrategy.Pct, StateStore.None, Reductions.None, new ChanceRuns(1, 100_000)),
            (pct.Strategy, pct.Options.Store, pct.Options.Reductions, pct.Runs));
        Assert.Equal(
            new ChanceRuns(7, 5), Plan(new ExploreRequest { Strategy = "random", Seed = 7, Runs = 5 }).Runs);
        ExplorePlan tree = Plan(new ExploreRequest { Store = "none" });
        Assert.Equal(
            (ExploreStrategy.DepthFirst, StateStore.None, Reductions.PartialOrder),
            (tree.Strategy, tree.Options.Store, tree.Options.Reductions));
        Assert.Null(tree.Runs);
    }

    [Fact]
    public void EveryConfigurationOfTheTableIsWrittenAndReadBack()
    {
        foreach (VerificationRow row in VerificationTable.All)
        {
            string line = ConfigurationText.Of(row.Configuration);
            Assert.True(ConfigurationText.TryParse(line, out SeedConfiguration? read, out string? error), error);
            Assert.Equal(line, ConfigurationText.Of(read));
        }
    }

    [Fact]
    public void AConfigurationNamesAllThatItIs()
    {
        var configuration = new SeedConfiguration
        {
            Variant = Variant.Whole.With(PatchUnit.Halfword).Without(Step.NmiWrite).Without(Step.WriteFlag),
            Nmis = null,
            Self = true,
            FailingWrite = true,
            Readers = 3,
            Flush = FlushReach.Ipi,
            Memory = MemoryModel.Pso,
            EarlyLoads = true,
        };
        const string line = "--without write-flag --without nmi-write --nmi-cpus 2 --nmis unbounded --sites 2 --rounds 1 "
            + "--self --failing-write --readers 3 --flush ipi --patch-unit halfword --memory pso --early-loads";
        Assert.Equal(line, ConfigurationText.Of(configuration));
        Assert.True(ConfigurationText.TryParse(line, out SeedConfiguration? read, out _));
        Assert.Equal(configuration with { WithoutBreakpoint = read.WithoutBreakpoint }, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--sites")]
    [InlineData("--sites two --rounds 1")]
    [InlineData("--nmi-cpus 1 --nmis 1 --sites 1")]
    [InlineData("--nmi-cpus 1 --nmis 1 --rounds 1 --sites 1")]
    [InlineData("--nmi-cpus 1 --nmis 1 --sites 1 --rounds 1 --memory sc")]
    [InlineData("--nmi-cpus 1 --nmis 1 --sites 1 --rounds 1 --workers 2")]
    [InlineData("--nmi-cpus 1 --nmis 1 --sites 0 --rounds 1")]
    [InlineData("--nmi-cpus 01 --nmis 1 --sites 1 --rounds 1")]
    public void NoOtherFormIsRead(string line) => Assert.False(ConfigurationText.TryParse(line, out _, out _));

    private static ExplorePlan Plan(ExploreRequest request)
    {
        Assert.True(ExplorePlanner.TryPlan(request, out ExplorePlan? plan, out string? error), error);
        return plan;
    }
}
