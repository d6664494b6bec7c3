using System.Diagnostics;
using System.Globalization;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>
/// One of three silo processes goes in the middle of a run. Killed: the run ends soon and says what was lost, and the next one
/// succeeds on the two that are left. Asked to stop: the run goes on without it, to its right end. <c>SILOSIM_KILLS</c> says
/// how often each, 1 unless it is set.
/// </summary>
public class GoneSiloTests
{
    private const int LongestSeconds = 15;

    public static TheoryData<int> Kills =>
        [.. Enumerable.Range(0, int.Parse(Environment.GetEnvironmentVariable("SILOSIM_KILLS") ?? "1", CultureInfo.InvariantCulture))];

    [Theory, MemberData(nameof(Kills))]
    public async Task TheRunEndsAndTheNextSucceeds(int kill)
    {
        await using SiloCluster cluster = await SiloCluster.Start(silos: 3);
        await using ProgramProcess lost = ProgramProcess.Client(
            "run", "--cluster", cluster.Gateways, "--cpus", "12", "--mode", "free", "--toggles", "1000000");
        await lost.Line("  0 %");
        long start = Stopwatch.GetTimestamp();
        await cluster.Silos[kill % 3].Kill();
        (int exitCode, string output, string error) = await lost.End();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.Equal(3, exitCode);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^silosim: (silo [012] is lost|the silo of the machine is lost, and the run with it|the cluster was lost: .*)$", line);
        Assert.InRange(seconds, 0, LongestSeconds);
        TestContext.Current.SendDiagnosticMessage($"silo {kill % 3}: {seconds:0.0} s: {line}");
        await TheNextRunSucceeds(cluster);
    }

    [Theory, MemberData(nameof(Kills))]
    public async Task TheRunGoesOnWithoutTheSiloThatIsAskedToStop(int stop)
    {
        await using SiloCluster cluster = await SiloCluster.Start(silos: 3);
        await using ProgramProcess run = ProgramProcess.Client(
            "run", "--cluster", cluster.Gateways, "--cpus", "12", "--mode", "free", "--toggles", "100");
        await run.Line("  0 %");
        await run.Line(""); // The next one: rounds are made.
        long start = Stopwatch.GetTimestamp();
        cluster.Silos[stop % 3].Terminate();
        (int silo, _, string left) = await cluster.Silos[stop % 3].End();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (int exitCode, string output, string error) = await run.End();
        TestContext.Current.SendDiagnosticMessage($"silo {stop % 3}: gone in {seconds:0.0} s\n{output}");
        Assert.True(silo == 0 && left.Length == 0, left);
        Assert.True(exitCode == 0, output + error);
        Assert.Contains("moved          4 CPUs", output);
        Assert.Contains("silo 2 ", output);
        await TheNextRunSucceeds(cluster);
    }

    private static async Task TheNextRunSucceeds(SiloCluster cluster)
    {
        await using ProgramProcess next = ProgramProcess.Client(
            "run", "--cluster", cluster.Gateways, "--cpus", "4", "--mode", "free", "--toggles", "3");
        (int exitCode, string output, string error) = await next.End();
        Assert.True(exitCode == 0, output + error);
        Assert.Contains("silo 1 ", output);
        Assert.DoesNotContain("silo 2 ", output);
    }
}
