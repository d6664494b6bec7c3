using System.Globalization;
using System.Text.Json.Nodes;
using SiloSim.Cluster.Tests.CommandLine;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>
/// 64 CPUs spread over three silo processes run the guest that takes locks and checks itself, while it is patched.
/// <c>SILOSIM_RUNS</c> says how often; unless it is set, once, and 16 CPUs in lockstep.
/// </summary>
public class SpreadRunTests
{
    // What differs between two runs that did the same on other silos: where it was, and what a clock said.
    private static readonly string[] s_differs =
        ["silos", "perSilo", "wallSeconds", "instructionsPerSecond", "nmiMicroseconds", "stopMachineMicroseconds"];

    private static readonly string? s_runs = Environment.GetEnvironmentVariable("SILOSIM_RUNS");

    [Fact]
    public async Task SelfChecksPassAndNothingIsTorn()
    {
        int runs = int.Parse(s_runs ?? "1", CultureInfo.InvariantCulture);
        await using SiloCluster cluster = await SiloCluster.Start(silos: 3);
        for (int run = 0; run < runs; run++)
        {
            JsonObject report = await Report(
                "--cluster", cluster.Gateways, "--cpus", "64", "--mode", "free", "--toggles", "20", "--seed", $"{run + 1}");
            Assert.Equal("done", (string?)report["outcome"]);
            Assert.Equal(3, (int?)report["silos"]);
            Assert.Equal([22, 21, 21], report["perSilo"]!.AsArray().Select(static silo => (int)silo!["cpus"]!));
            Assert.Equal(64, (int?)report["selfChecks"]!["passed"]);
            Assert.Equal(0, (int?)report["selfChecks"]!["failed"]);
            Assert.Equal(0, (int?)report["reads"]!["torn"]);
            Assert.Equal(0, (int?)report["reads"]!["changedUnderNmi"]);
            TestContext.Current.SendDiagnosticMessage($"run {run + 1}: {report["reads"]!.ToJsonString()}");
        }
    }

    [Fact]
    public async Task LockstepReportsAreThoseOfOneSilo()
    {
        await using SiloCluster cluster = await SiloCluster.Start(silos: 3);
        string[] options = ["--cpus", s_runs is null ? "16" : "64", "--toggles", "1", "--seed", "7"];
        JsonObject three = await Report(["--cluster", cluster.Gateways, .. options]);
        JsonObject one = await Report(options);
        Assert.Equal(3, (int?)three["silos"]);
        foreach (string differs in s_differs)
        {
            Assert.True(three.Remove(differs) && one.Remove(differs), $"the report has no {differs}");
        }
        foreach (JsonNode? cpu in one["perCpu"]!.AsArray().Concat(three["perCpu"]!.AsArray()))
        {
            Assert.True(cpu!.AsObject().Remove("silo"));
        }
        Assert.Equal(one.ToJsonString(), three.ToJsonString());
    }

    private static async Task<JsonObject> Report(params string[] options)
    {
        Command run = await Command.Run(["run", .. options, "--json"]);
        Assert.True(run.ExitCode == ExitCode.Done, $"{run.ExitCode}: {run.Error}{run.Out}");
        return JsonNode.Parse(run.Out)!.AsObject();
    }
}
