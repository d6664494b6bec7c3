using System.Diagnostics;
using System.Globalization;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>
/// One of three silo processes is killed in the middle of a run: the run ends soon and says what was lost, and the next one
/// succeeds on the two that are left. <c>SILOSIM_KILLS</c> says how often, 1 unless it is set.
/// </summary>
public class KilledSiloTests
{
    private const int LongestSeconds = 15;

    public static TheoryData<int> Kills =>
        [.. Enumerable.Range(0, int.Parse(Environment.GetEnvironmentVariable("SILOSIM_KILLS") ?? "1", CultureInfo.InvariantCulture))];

    [Theory, MemberData(nameof(Kills))]
    public async Task TheRunEndsAndTheNextSucceeds(int kill)
    {
        await using RedisServer redis = await RedisServer.Start();
        ProgramProcess[] silos = [.. Enumerable.Range(0, 3).Select(_ => ProgramProcess.Silo(
            "--silo-port", "0", "--gateway-port", "0", "--address", "127.0.0.1", "--redis", redis.Address))];
        try
        {
            (string Silo, string Gateway)[] ends = await Task.WhenAll(silos.Select(static silo => silo.EndPoints()));
            string gateways = string.Join(',', ends.Select(static end => end.Gateway));
            await using ProgramProcess lost = ProgramProcess.Client(
                "run", "--cluster", gateways, "--cpus", "12", "--mode", "free", "--toggles", "1000000");
            await lost.Line("  0 %");
            long start = Stopwatch.GetTimestamp();
            await silos[kill % silos.Length].Kill();
            (int exitCode, string output, string error) = await lost.End();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Assert.Equal(3, exitCode);
            string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Matches("^silosim: (silo [012] is lost|the silo of the machine is lost, and the run with it|the cluster was lost: .*)$", line);
            Assert.InRange(seconds, 0, LongestSeconds);
            TestContext.Current.SendDiagnosticMessage($"silo {kill % silos.Length}: {seconds:0.0} s: {line}");

            await using ProgramProcess next = ProgramProcess.Client(
                "run", "--cluster", gateways, "--cpus", "4", "--mode", "free", "--toggles", "3");
            (exitCode, output, error) = await next.End();
            Assert.True(exitCode == 0, output + error);
            Assert.Contains("silo 1 ", output);
            Assert.DoesNotContain("silo 2 ", output);
        }
        finally
        {
            foreach (ProgramProcess silo in silos)
            {
                await silo.DisposeAsync();
            }
        }
    }
}
