using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using SiloSim.Grains;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>A silo that is lost ends the run with a clear fault: nobody waits for it for ever.</summary>
public class LostSiloTests
{
    private const int LongestSeconds = 30; // The heartbeat's patience, the report's, and a host that is busy.

    [Theory, InlineData(RunMode.Free), InlineData(RunMode.Lockstep)]
    public async Task ARunWhoseSiloIsLostEndsWithAFault(RunMode mode)
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 2);
        TestedMachine machine = await TestedMachine.Start(cluster, LongRun(mode));
        await machine.Until("a round is over", async () => (await machine.Grain.Wait(0)).Rounds >= 1);
        InProcessSiloHandle[] silos = [.. cluster.Silos.OrderBy(silo => silo.SiloAddress)];
        long start = Stopwatch.GetTimestamp();
        await cluster.KillSiloAsync(silos[1], TestContext.Current.CancellationToken); // The machine's grain is on the first: it lives to tell.
        MachineReport report = await machine.End(LongestSeconds);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.Equal(RunEnd.Fault, report.End);
        Assert.Equal("silo 1 is lost", report.Fault);
        Assert.InRange(took.TotalSeconds, 0, LongestSeconds);
        TestContext.Current.SendDiagnosticMessage($"{mode}: {took.TotalSeconds:0.0} s: {report.Fault}");
        await machine.DisposeAsync();
    }

    /// <summary>The machine's grain is lost with its silo: whoever waits for the run is told, and not kept waiting.</summary>
    [Fact]
    public async Task AClientWhoseMachineIsLostIsTold()
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 2);
        var round = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<RunReport> run = Experiment.Run(
            cluster.Client, LongRun(RunMode.Free), new FirstRound(round), TestContext.Current.CancellationToken);
        await round.Task.WaitAsync(TimeSpan.FromSeconds(LongestSeconds), TestContext.Current.CancellationToken);
        await cluster.KillSiloAsync(
            cluster.Silos.OrderBy(silo => silo.SiloAddress).First(), TestContext.Current.CancellationToken);
        MachineException lost = await Assert.ThrowsAsync<MachineException>(
            () => run.WaitAsync(TimeSpan.FromSeconds(LongestSeconds), TestContext.Current.CancellationToken));
        string[] lines = ["the silo of the machine is lost, and the run with it", "silo 0 is lost"]; // Its own last word.
        Assert.Contains(lost.Message, lines);
    }

    /// <summary>
    /// The machine's grain is lost, and nobody will ever remove the machine: the other silo finds out by itself, stops its
    /// cores and returns its memory.
    /// </summary>
    [Fact]
    public async Task APartWithoutItsMachineIsRemoved()
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(
            silos: 2, new EngineOptions(1) { OrphanPatience = TimeSpan.FromSeconds(5) });
        TestedMachine machine = await TestedMachine.Start(cluster, LongRun(RunMode.Free));
        await machine.Until("a round is over", async () => (await machine.Grain.Wait(0)).Rounds >= 1);
        InProcessSiloHandle[] silos = [.. cluster.Silos.OrderBy(silo => silo.SiloAddress)];
        IServiceProvider left = cluster.GetSiloServiceProvider(silos[1].SiloAddress);
        var host = left.GetRequiredService<MachineHost>();
        var homes = left.GetRequiredService<LocalHomes>();
        HostedCore core = host.Find(machine.Key).Cores[0];
        Assert.NotEmpty(homes.KeysOf(machine.Key));
        var dropped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration told = core.Machine.Dropped.Register(dropped.SetResult);
        await cluster.KillSiloAsync(silos[0], TestContext.Current.CancellationToken);
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(2 * LongestSeconds), TestContext.Current.CancellationToken);
        Assert.Throws<MachineException>(() => host.Find(machine.Key));
        Assert.True(core.Machine.Dropped.IsCancellationRequested);
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        await NoneLeft(async () => [.. (await management.GetDetailedGrainStatistics())
            .Where(grain => grain.GrainId.Key.ToString()!.StartsWith(machine.Key + "/", StringComparison.Ordinal))
            .Select(grain => $"{grain.GrainId} on {grain.SiloAddress}")]);
        Assert.Empty(homes.KeysOf(machine.Key));
    }

    private static async Task NoneLeft(Func<Task<string[]>> grains)
    {
        long start = Stopwatch.GetTimestamp();
        while (await grains() is { Length: > 0 } left)
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 2 * LongestSeconds, $"left: {string.Join(", ", left)}");
        }
    }

    private sealed class FirstRound(TaskCompletionSource seen) : IProgress<MachineStatus>
    {
        public void Report(MachineStatus value)
        {
            if (value.Rounds >= 1)
            {
                seen.TrySetResult();
            }
        }
    }

    private static PlannedRun LongRun(RunMode mode) => Specs.Plan(
        "trace", new RunOptions { Mode = mode, Cpus = 4, Toggles = 1_000_000, NmiEvery = 5000, Rest = 1000 });
}
