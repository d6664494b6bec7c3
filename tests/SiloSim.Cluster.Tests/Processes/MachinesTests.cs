using System.Globalization;
using System.Text.Json;
using SiloSim.Cluster.Tests.CommandLine;
using SiloSim.CommandLine;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>Two clients with a machine each on one cluster, and a third one that looks at them and ends them.</summary>
public class MachinesTests
{
    [Fact]
    public async Task MachinesAreListedStoppedMovedAndRemoved()
    {
        await using SiloCluster cluster = await SiloCluster.Start(silos: 2);
        Assert.Equal("no machines\n", await Asked(cluster, "machines", "list"));
        await using ProgramProcess first = Run(cluster, "trace", "6");
        await first.Line("  0 %");
        await using ProgramProcess second = Run(cluster, "spin", "4");
        await second.Line("  0 %");

        string[] names = [.. (await List(cluster)).Select(static machine => machine.GetProperty("machine").GetString()!)];
        Assert.Equal(2, names.Length);
        string spin = Assert.Single(names, static name => name.StartsWith("m-spin-", StringComparison.Ordinal));
        string trace = Assert.Single(names, static name => name.StartsWith("m-trace-", StringComparison.Ordinal));
        string status = await Asked(cluster, "cluster", "status");
        TestContext.Current.SendDiagnosticMessage(status);
        Assert.StartsWith("2 silos, 2 machines, 10 CPUs\n", status, StringComparison.Ordinal);
        Assert.Equal(2, status.Split("cpu 5, ").Length - 1);
        Assert.Contains("6, on 0 the guest has ended\n", await Asked(cluster, "machines", "status", trace), StringComparison.Ordinal);

        await cluster.Join(silos: 1);
        Assert.Matches($"^{trace}: [1-9] CPUs? moved\n$", await Asked(cluster, "machines", "rebalance", trace));
        using (var moved = JsonDocument.Parse(await Asked(cluster, "machines", "status", trace, "--json")))
        {
            Assert.Equal([2, 2, 2], moved.RootElement.GetProperty("silos").EnumerateArray().Select(static silo => silo.GetProperty("cpus").GetInt32()));
        }

        Assert.Equal($"{trace}: told to end\n", await Asked(cluster, "machines", "stop", trace));
        (int stopped, string report, string error) = await first.End();
        Assert.True(stopped == 4, report + error);
        Assert.Contains("interrupted\n", report, StringComparison.Ordinal);

        long before = Instructions(await List(cluster), spin);
        while (Instructions(await List(cluster), spin) <= before)
        {
            // The other machine goes on: it is asked until it has.
        }
        Assert.Equal($"{spin}: removed\n", await Asked(cluster, "machines", "remove", spin));
        (int removed, _, string line) = await second.End();
        Assert.Equal(3, removed);
        Assert.Equal($"silosim: {spin}: the machine was removed\n", line);
        Assert.Equal("no machines\n", await Asked(cluster, "machines", "list"));
        using var left = JsonDocument.Parse(await Asked(cluster, "cluster", "status", "--json"));
        foreach (JsonElement silo in left.RootElement.GetProperty("silos").EnumerateArray())
        {
            Assert.True(silo.GetProperty("answers").GetBoolean());
            Assert.False(silo.GetProperty("grains").TryGetProperty("cpu", out JsonElement cpus) && cpus.GetInt32() > 0, "a CPU grain is left");
        }
        (await Command.Run("machines", "status", spin, "--cluster", cluster.Gateways)).FailedWith(
            ExitCode.Usage, "machines status " + spin, "no such machine");
    }

    [Fact]
    public async Task AMachineInLockstepIsNotMoved()
    {
        await using SiloCluster cluster = await SiloCluster.Start(silos: 1);
        await using ProgramProcess run = ProgramProcess.Client(
            "run", "--cluster", cluster.Gateways, "--toggles", "1000000", "--time-limit", "80");
        await run.Line("  0 %");
        string name = (await List(cluster)).Single().GetProperty("machine").GetString()!;
        (await Command.Run("machines", "rebalance", name, "--cluster", cluster.Gateways)).FailedWith(
            ExitCode.Usage, name + " runs in lockstep: its CPUs stay where they are");
        await Asked(cluster, "machines", "stop", name);
        Assert.Equal(4, (await run.End()).ExitCode);
    }

    private static ProgramProcess Run(SiloCluster cluster, string guest, string cpus) => ProgramProcess.Client(
        "run", "--guest", Repository.Guest(guest), "--cluster", cluster.Gateways, "--cpus", cpus, "--mode", "free",
        "--toggles", "1000000", "--time-limit", "80");

    private static async Task<JsonElement[]> List(SiloCluster cluster)
    {
        using var list = JsonDocument.Parse(await Asked(cluster, "machines", "list", "--json"));
        return [.. list.RootElement.EnumerateArray().Select(static machine => machine.Clone())];
    }

    private static long Instructions(JsonElement[] machines, string name) =>
        machines.Single(machine => machine.GetProperty("machine").GetString() == name).GetProperty("instructions").GetInt64();

    private static async Task<string> Asked(SiloCluster cluster, params string[] args)
    {
        Command asked = await Command.Run([.. args, "--cluster", cluster.Gateways]);
        Assert.True(
            asked.ExitCode == ExitCode.Done, string.Create(CultureInfo.InvariantCulture, $"{asked.ExitCode}: {asked.Error}{asked.Out}"));
        return asked.Out;
    }
}
