using System.Text.Json.Nodes;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Searches that make runs and store no worlds, through the command.</summary>
public sealed class ExploreRunsTests : IDisposable
{
    private static readonly string[] s_small = ["--nmi-cpus", "1", "--nmis", "1", "--sites", "1"];

    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("random")]
    [InlineData("pct")]
    public async Task RunsByChanceProveNothingAndAreTheSameForASeed(string strategy)
    {
        string[] options = ["--strategy", strategy, "--runs", "500"];
        JsonObject one = await Json(ExitCode.Inconclusive, [.. options, "--seed", "5"]);
        Assert.Equal(
            ("inconclusive", "none", 500, 5),
            ((string?)one["verdict"], (string?)one["store"], (int?)one["runs"], (int?)one["seed"]));
        Assert.Null(one["interleavings"]);
        Assert.Equal(WithoutTime(one), WithoutTime(await Json(ExitCode.Inconclusive, [.. options, "--seed", "5"])));
        Assert.NotEqual(WithoutTime(one), WithoutTime(await Json(ExitCode.Inconclusive, [.. options, "--seed", "6"])));

        Command page = await Command.Run(["explore", .. options]);
        Assert.Equal((ExitCode.Inconclusive, ""), (page.ExitCode, page.Error));
        Assert.StartsWith("inconclusive: nothing wrong in 500 runs\n", page.Out);
        Assert.Matches($"\nsearch         {strategy}, seed 1, 500 runs of 500: [0-9,]+ transitions, [0-9]+ deep\n", page.Out);
    }

    [Theory]
    [InlineData("random")]
    [InlineData("pct")]
    public async Task WhatTheyFindIsMadeShortAndReplayed(string strategy)
    {
        string file = Path.Combine(_folder, "found.txt");
        JsonObject found = await Json(
            ExitCode.Violation, "--without", "nmi-write", "--strategy", strategy, "--counterexample", file);
        Assert.Equal(
            ("violated", "changed-under-nmi", 9),
            ((string?)found["verdict"], (string?)found["property"], (int?)found["counterexampleSteps"]));
        Command replay = await Command.Run("replay", file);
        Assert.Equal(ExitCode.Violation, replay.ExitCode);
        Assert.StartsWith("violation again: changed-under-nmi after 9 steps\n", replay.Out);
    }

    [Fact]
    public async Task WithoutAStoreAllRunsAreMadeOrOneOfEachTrace()
    {
        JsonObject stored = await Json(ExitCode.Done, s_small);
        JsonObject all = await Json(ExitCode.Done, [.. s_small, "--store", "none", "--reduction", "none"]);
        Assert.Equal("1785", stored["interleavings"]!.ToJsonString());
        Assert.Equal(("holds", 1785, 1785), ((string?)all["verdict"], (int?)all["interleavings"], (int?)all["runs"]));
        JsonObject one = await Json(ExitCode.Done, [.. s_small, "--store", "none"]);
        Assert.Equal(
            ("holds", "depth-first", "partial-order", 25),
            ((string?)one["verdict"], (string?)one["strategy"], (string?)one["reduction"], (int?)one["runs"]));
        Assert.Null(one["interleavings"]);
        Assert.StartsWith(
            "holds in 25 runs, one for each order of steps that matters\n",
            (await Command.Run(["explore", .. s_small, "--store", "none"])).Out);
        Assert.StartsWith(
            "holds in all 1,785 interleavings\n",
            (await Command.Run(["explore", .. s_small, "--store", "none", "--reduction", "none"])).Out);
    }

    [Fact]
    public async Task ALivelockIsNotSeenAndNotDenied()
    {
        Command search = await Command.Run(
            ["explore", .. s_small[..2], .. s_small[4..], "--nmis", "unbounded", "--strategy", "random", "--runs", "3"]);
        Assert.Equal(ExitCode.Inconclusive, search.ExitCode);
        Assert.StartsWith("inconclusive: nothing wrong in 3 runs, 3 of them cut after 10,000 steps\n", search.Out);
    }

    [Fact]
    public async Task GuestsAreRunByChanceToo()
    {
        Command search = await Command.Run(
            "explore", "--guest", Repository.Guest("explore/lost-update"), "--strategy", "pct");
        Assert.Equal((ExitCode.Violation, ""), (search.ExitCode, search.Error));
        Assert.StartsWith("violation: guest-failed after 7 steps\n", search.Out);
    }

    [Fact]
    public async Task SilosStoreWorlds()
    {
        (await Command.Run("explore", "--silos", "2", "--strategy", "pct")).FailedWith(ExitCode.Usage, "--strategy pct: ");
        (await Command.Run("explore", "--silos", "2", "--store", "hash")).FailedWith(ExitCode.Usage, "--store hash: ");
        (await Command.Run("explore", "--silos", "2", "--checkpoint", "file"))
            .FailedWith(ExitCode.Usage, "--checkpoint: a search over silos leaves none");
    }

    private static async Task<JsonObject> Json(ExitCode exitCode, params string[] options)
    {
        Command search = await Command.Run(["explore", "--json", .. options]);
        Assert.Equal((exitCode, ""), (search.ExitCode, search.Error));
        return JsonNode.Parse(search.Out)!.AsObject();
    }

    private static string WithoutTime(JsonObject line) => string.Join(
        '\n', line.Where(field => field.Key is not ("seconds" or "statesPerSecond" or "seed")).Select(field => $"{field}"));
}
