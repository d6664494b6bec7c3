using System.Text.Json;
using SiloSim.Client;
using SiloSim.CommandLine.Clusters;
using SiloSim.CommandLine.Exploring;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>Searches on silos that are processes of their own, as a person starts them.</summary>
public class SearchProcessTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASearchOnTwoSiloProcesses()
    {
        await using ProgramProcess first = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0");
        (string silo, string gateway) = await first.EndPoints();
        await using ProgramProcess second = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0", "--primary", silo);
        (_, string secondGateway) = await second.EndPoints();

        await using ProgramProcess client = ProgramProcess.Client(
            "explore", "--cluster", $"{gateway},{secondGateway}", "--reduction", "none", "--json");
        (int exitCode, string output, string error) = await client.End();
        Assert.True(exitCode == 0, output + error);
        using var line = JsonDocument.Parse(output);
        Assert.Equal(
            ("holds", 8907, 24434, 48, "63197729376420769376"),
            (line.RootElement.GetProperty("verdict").GetString(), line.RootElement.GetProperty("states").GetInt64(),
                line.RootElement.GetProperty("transitions").GetInt64(), line.RootElement.GetProperty("depth").GetInt32(),
                line.RootElement.GetProperty("interleavings").GetRawText()));
        long[] states = [.. line.RootElement.GetProperty("silos").EnumerateArray().Select(
            each => each.GetProperty("states").GetInt64())];
        Assert.Equal((2, 8907), (states.Length, states.Sum()));
        Assert.All(states, count => Assert.True(count * 5 >= 8907, $"{count} of 8907"));
    }

    [Fact]
    public async Task WhatSiloProcessesFindTheyShowOnTheMachine()
    {
        await using ProgramProcess first = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0");
        (string silo, string gateway) = await first.EndPoints();
        await using ProgramProcess second = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0", "--primary", silo);
        await second.EndPoints();
        string folder = Directory.CreateTempSubdirectory("silosim").FullName;
        try
        {
            string file = Path.Combine(folder, "write-flag.txt");
            await using ProgramProcess search = ProgramProcess.Client(
                "explore", "--cluster", gateway, "--without", "write-flag", "--counterexample", file);
            (int exitCode, string output, string error) = await search.End();
            Assert.True(exitCode == 1, output + error);
            await using ProgramProcess replay = ProgramProcess.Client("replay", file, "--machine", "--cluster", gateway);
            (exitCode, output, error) = await replay.End();
            Assert.True(exitCode == 1, output + error);
            Assert.Contains("\nthe machine does the same: changed-under-nmi after 8 steps\n", output);
            Assert.Contains(", 2 silos: ", output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ASiloProcessThatIsKilledInMidSearchChangesNeitherVerdictNorCounts()
    {
        await using ProgramProcess first = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0");
        (string silo, string gateway) = await first.EndPoints();
        await using ProgramProcess second = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0", "--primary", silo);
        await using ProgramProcess third = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0", "--primary", silo);
        (_, string secondGateway) = await second.EndPoints();
        (string lost, _) = await third.EndPoints();

        await using ICluster cluster = await new ClusterChoice(null, $"{gateway},{secondGateway}").Open(Cancel);
        var request = new ExploreRequest { NmiCpus = 3, Nmis = "2", Sites = 1, Reduction = "none" };
        Assert.True(ExplorePlanner.TryPlan(request, out ExplorePlan? plan, out string? error), error);
        var midway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Explored> search = Exploration.SearchOver(
            plan, plan.Configuration!, cluster.Grains, silosHere: 0, now => _ = now.Depth >= 12 && midway.TrySetResult(), Cancel);
        await Task.WhenAny(midway.Task, search).WaitAsync(s_patience, Cancel);
        Assert.False(search.IsCompleted, "the search was over before a silo could be killed");
        await third.Kill();
        Explored explored = await search.WaitAsync(s_patience, Cancel);
        Assert.Equal(
            (Verdict.Holds, 43386, 159009, 41),
            (explored.Result.Verdict, explored.Result.States, explored.Result.Transitions, explored.Result.Depth));
        Assert.Equal(2, explored.Silos.Length);
        Assert.DoesNotContain(explored.Silos, each => each.Silo == lost);
        Assert.Equal(43386, explored.Silos.Sum(each => each.States));
    }
}
