using System.Text.Json.Nodes;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Runs on embedded silos, through the command.</summary>
public sealed class RunTests : IDisposable
{
    private static readonly string[] s_perSiloOrWallTime =
    [
        "silos", "placement", "perSilo", "wallSeconds", "instructionsPerSecond", "nmiMicroseconds", "stopMachineMicroseconds",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("silosim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheFunctionTraceOfAShortRunIsAlwaysTheSameText()
    {
        string trace = Path.Combine(_folder, "trace.txt");
        Command run = await Command.Run("run", "--cpus", "2", "--toggles", "1", "--sites", "sys_0?", "--trace", trace);
        Assert.True(run.ExitCode == ExitCode.Done, run.Out + run.Error);
        GoldenFile.Check("trace.txt", await File.ReadAllTextAsync(trace, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OneSeedIsOneReportOnAnyNumberOfSilos()
    {
        (JsonObject one, JsonArray silos) = await Report("--seed", "7", "--toggles", "3");
        Assert.Single(silos);
        (JsonObject two, silos) = await Report("--seed", "7", "--toggles", "3", "--silos", "2");
        Assert.Equal(2, silos.Count);
        Assert.All(silos, silo =>
        {
            Assert.True((int)silo!["cpus"]! > 0);
            Assert.True((long)silo["framesIn"]! > 0);
            Assert.True((long)silo["framesOut"]! > 0);
        });
        Assert.Equal(one.ToJsonString(), two.ToJsonString());
        (JsonObject other, _) = await Report("--seed", "8", "--toggles", "3");
        Assert.NotEqual(one.ToJsonString(), other.ToJsonString());
    }

    [Fact]
    public async Task AGuestWithVirtualMemoryPasses()
    {
        Command run = await Command.Run("run", "--guest", Repository.Guest("mmu"), "--cpus", "3", "--silos", "2");
        Assert.True(run.ExitCode == ExitCode.Done, run.Out + run.Error);
    }

    [Fact]
    public async Task AFailingWriteIsCountedAndHarmsNothing()
    {
        (JsonObject report, _) = await Report("--toggles", "2", "--read-only", "sys_0?");
        Assert.Equal("done", (string)report["outcome"]!);
        Assert.True((long)report["modifications"]!["failed"]!["EPERM"]! > 0);
        Assert.Equal(0, (long)report["selfChecks"]!["failed"]!);
    }

    [Fact]
    public async Task WithoutDynamicFtraceNothingIsClaimedAndAllIsDone()
    {
        (JsonObject report, _) = await Report("--no-dynamic-ftrace");
        Assert.Equal("done", (string)report["outcome"]!);
        Assert.Equal(0, (long)report["modifications"]!["wanted"]!);
        Assert.Null(report["control"]);
    }

    private static async Task<(JsonObject Report, JsonArray Silos)> Report(params string[] args)
    {
        Command run = await Command.Run(["run", "--json", .. args]);
        Assert.True(run.ExitCode == ExitCode.Done, run.Out + run.Error);
        JsonObject report = JsonNode.Parse(run.Out)!.AsObject();
        JsonArray silos = report["perSilo"]!.DeepClone().AsArray();
        foreach (string name in s_perSiloOrWallTime)
        {
            Assert.True(report.Remove(name), name);
        }
        foreach (JsonNode? cpu in report["perCpu"]!.AsArray())
        {
            Assert.True(cpu!.AsObject().Remove("silo"));
        }
        return (report, silos);
    }
}
