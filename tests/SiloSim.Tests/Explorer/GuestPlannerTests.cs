using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>What can be asked for of a guest, and the one line for what means nothing.</summary>
public sealed class GuestPlannerTests
{
    public static TheoryData<string, ExploreRequest> Meaningless => new()
    {
        { "--bound 0: 1 to 1000000", new() { Bound = 0 } },
        { "--bound -3: 1 to 1000000", new() { Bound = -3 } },
        { "--cpus 0: 1 to 32", new() { Cpus = 0 } },
        { "--nmis unbounded: 0 to 1000 on each CPU of a guest", new() { Nmis = "unbounded" } },
        { "--memory rc11: sc, tso or pso", new() { Memory = "rc11" } },
        { "--workers 0: 1 to 64", new() { Workers = 0 } },
        { "--store none: guests are searched with stored worlds", new() { Store = "none" } },
        { "--checkpoint: searches of guests are not left in files", new() { Checkpoint = "file" } },
        { "--reduction all: the CPUs of a guest know their numbers", new() { Reduction = "all" } },
        { "--reduction symmetry: the CPUs of a guest know their numbers", new() { Reduction = "symmetry" } },
        { "--nmi-cpus: a guest says itself", new() { NmiCpus = 1 } },
        { "--without: it is of the protocol's models", new() { Without = ["nmi-write"] } },
        { "--scheme: ", new() { Scheme = "seed" } },
        { "--model: ", new() { Model = "protocol" } },
        { "--sites: ", new() { Sites = 1 } },
        { "--rounds: ", new() { Rounds = 1 } },
        { "--self: ", new() { Self = true } },
        { "--failing-write: ", new() { FailingWrite = true } },
        { "--readers: ", new() { Readers = 0 } },
        { "--flush: ", new() { Flush = "local" } },
        { "--patch-unit: ", new() { PatchUnit = "word" } },
        { "--early-loads: ", new() { EarlyLoads = true } },
        { "--all: ", new() { All = true } },
    };

    [Theory, MemberData(nameof(Meaningless))]
    public void WhatMeansNothingIsOneLine(string says, ExploreRequest request)
    {
        Assert.False(GuestPlanner.TryPlan(request, out GuestPlan? plan, out string? error));
        Assert.Null(plan);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void WhatIsNotSaidHasADefault()
    {
        Assert.True(GuestPlanner.TryPlan(new ExploreRequest(), out GuestPlan? plan, out _));
        Assert.Equal(
            (2, 1, MemoryModel.Sc, ExploreStrategy.BreadthFirst, 1000, Reductions.None),
            (plan.Cpus, plan.Nmis, plan.Memory, plan.Strategy, plan.Options.Bound, plan.Options.Reductions));
    }

    [Fact]
    public void WhatIsSaidIsWhatIsPlanned()
    {
        var request = new ExploreRequest
        {
            Bound = 1_000_000,
            Cpus = 3,
            Nmis = "0",
            Memory = "pso",
            Strategy = "depth-first",
            Reduction = "partial-order",
        };
        Assert.True(GuestPlanner.TryPlan(request, out GuestPlan? plan, out _));
        SearchOptions options = plan.Options;
        Assert.Equal(
            (3, 0, MemoryModel.Pso, ExploreStrategy.DepthFirst), (plan.Cpus, plan.Nmis, plan.Memory, plan.Strategy));
        Assert.Equal(
            (SearchOrder.DepthFirst, 1_000_000, Reductions.PartialOrder),
            (options.Order, options.Bound, options.Reductions));
    }

    [Fact]
    public void TheOptionsOfGuestsNeedOne()
    {
        Assert.False(ExplorePlanner.TryPlan(new ExploreRequest { Bound = 5 }, out _, out string? error));
        Assert.Equal("--bound: it is for --guest FILE", error);
        Assert.False(ExplorePlanner.TryPlan(new ExploreRequest { Cpus = 2 }, out _, out error));
        Assert.Equal("--cpus: it is for --guest FILE", error);
    }
}
