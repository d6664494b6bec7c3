using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Searches over silos, through the command: what one process says, silos say.</summary>
public sealed class ExploreSilosTests : IDisposable
{
    private static readonly string[] s_differs =
        ["seconds", "statesPerSecond", "bytesPerState", "workers", "silos", "counterexample"];

    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0, "--reduction", "none")]
    [InlineData(3, 0)]
    [InlineData(2, 0, "--nmi-cpus", "1", "--memory", "tso", "--reduction", "all")]
    [InlineData(2, 1, "--without", "wait-for-nmi-after-clear")]
    [InlineData(3, 1, "--without", "nmi-write", "--patch-unit", "halfword")]
    [InlineData(2, 1, "--nmis", "unbounded", "--nmi-cpus", "1", "--sites", "1")]
    [InlineData(3, 1, "--nmis", "unbounded")]
    public async Task TheLineOfJsonIsThatOfOneProcess(int silos, int exitCode, params string[] options)
    {
        JsonObject one = await Line((ExitCode)exitCode, options);
        JsonObject over = await Line((ExitCode)exitCode, [.. options, "--silos", silos.ToString(CultureInfo.InvariantCulture)]);
        Assert.False(one.ContainsKey("silos"));
        Assert.Null(over["workers"]);
        JsonArray each = over["silos"]!.AsArray();
        Assert.Equal(silos, each.Count);
        long states = (long)over["states"]!;
        Assert.Equal(states, each.Sum(silo => (long)silo!["states"]!));
        if (states > 1000)
        {
            Assert.All(each, silo => Assert.True((long)silo!["states"]! * 5 >= states, over.ToJsonString()));
        }
        foreach (string field in s_differs)
        {
            one.Remove(field);
            over.Remove(field);
        }
        Assert.Equal(one.ToJsonString(), over.ToJsonString());
    }

    [Fact]
    public async Task ThePageSaysWhatEachSiloVisited()
    {
        Command search = await Command.Run("explore", "--silos", "2");
        Assert.True(search.ExitCode == ExitCode.Done, search.Out + search.Error);
        Assert.Equal("", search.Error);
        string[] lines = search.Out.Split('\n');
        Assert.Equal("holds in all 4,707 states, 63,197,729,376,420,769,376 interleavings", lines[0]);
        Assert.Equal(
            "search         breadth-first, reduction symmetry, 2 silos: 4,707 states, 12,910 transitions, 48 deep", lines[3]);
        Assert.Matches(@"^silos          127\.0\.0\.1:\d+ 2,\d\d\d states, 127\.0\.0\.1:\d+ 2,\d\d\d states$", lines[4]);
    }

    [Fact]
    public async Task ACounterexampleOfSilosIsSavedAndReplayed()
    {
        string file = Path.Combine(_folder, "nmi-write.txt");
        Command search = await Command.Run(
            "explore", "--silos", "2", "--without", "nmi-write", "--nmi-cpus", "1", "--sites", "1", "--counterexample", file);
        Assert.Equal(ExitCode.Violation, search.ExitCode);
        Assert.StartsWith("violation: changed-under-nmi after 9 steps\n", search.Out);
        Command replay = await Command.Run("replay", file);
        Assert.Equal(ExitCode.Violation, replay.ExitCode);
        Assert.StartsWith("violation again: changed-under-nmi after 9 steps\n", replay.Out);
    }

    /// <summary>Three silos store more worlds than one process may: they find what it has no memory to show.</summary>
    [Fact]
    public async Task AViolationWhoseStepsAreNotWorkedOutIsOneAllTheSame()
    {
        string file = Path.Combine(_folder, "none.txt");
        string[] options =
        [
            "--silos", "3", "--memory-limit", "600K", "--sites", "1", "--rounds", "2", "--memory", "tso",
            "--without", "nmi-enter-barrier", "--without", "nmi-exit-barrier", "--counterexample", file,
        ];
        Command search = await Command.Run(["explore", .. options]);
        Assert.True(search.ExitCode == ExitCode.Violation, search.Out + search.Error);
        Assert.StartsWith("violation: changed-under-nmi: ", search.Out);
        Assert.False(File.Exists(file));
        JsonObject line = await Line(ExitCode.Violation, options);
        Assert.Equal(("violated", "changed-under-nmi"), ((string?)line["verdict"], (string?)line["property"]));
        Assert.EndsWith(
            ", 37 steps from the start, which were not worked out: memory limit reached", (string?)line["description"]);
        Assert.Null(line["counterexample"]);
        Assert.Null(line["counterexampleSteps"]);
    }

    [Theory]
    [InlineData("--silos 0: 1 to 16 silos", "--silos", "0")]
    [InlineData("--silos 17: 1 to 16 silos", "--silos", "17")]
    [InlineData("not a whole number", "--silos", "few")]
    [InlineData("exclude each other", "--silos", "2", "--cluster", "localhost:1")]
    [InlineData("expected HOST:PORT,HOST:PORT", "--cluster", "here")]
    [InlineData("--workers 2: each silo searches with all of its cores", "--silos", "2", "--workers", "2")]
    [InlineData("--all: its rows are small", "--silos", "2", "--all")]
    [InlineData("--strategy depth-first: silos search level by level", "--silos", "2", "--strategy", "depth-first")]
    [InlineData("--strategy pct: silos search level by level", "--cluster", "localhost:1", "--strategy", "pct")]
    public async Task WhatSilosDoNot(string words, params string[] options) =>
        (await Command.Run(["explore", .. options])).FailedWith(ExitCode.Usage, words);

    [Fact]
    public async Task SilosThatAreNotThere()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        int free = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        (await Command.Run("explore", "--cluster", $"localhost:{free}")).FailedWith(ExitCode.Unreachable, "nobody listens there");
    }

    private static async Task<JsonObject> Line(ExitCode exitCode, params string[] options)
    {
        Command command = await Command.Run(["explore", "--json", .. options]);
        Assert.True(command.ExitCode == exitCode, command.Out + command.Error);
        Assert.Equal("", command.Error);
        return JsonNode.Parse(command.Out)!.AsObject();
    }
}
