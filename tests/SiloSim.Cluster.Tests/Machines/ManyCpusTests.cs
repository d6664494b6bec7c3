using Orleans.TestingHost;
using SiloSim.Grains;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>Thousands of CPUs over three silos: one machine of them, and many machines at once.</summary>
public class ManyCpusTests(MachineClusters clusters)
{
    private const int DisableIrq = 2;
    private const int Exit = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachOf4096CpusSaysThatItIsStopped()
    {
        InProcessTestCluster cluster = await clusters.Of(3);
        await using TestedMachine machine = await TestedMachine.Start(cluster, Run(4096));
        Assert.Equal([1366, 1365, 1365], MachineClusters.HostsOf(cluster).Select(host => host.Find(machine.Key).Cores.Count).OrderDescending());
        await Progress(cluster, machine);
        await Phases(cluster, machine, 1, DisableIrq);
        CpuStatus[] stopped = await machine.Statuses();
        Assert.All(stopped, static cpu => Assert.Equal(CpuActivity.Stopped, cpu.Activity));
        await Phases(cluster, machine, Exit);
        await Progress(cluster, machine);
        Assert.All(await machine.Statuses(), static cpu => Assert.NotEqual(CpuActivity.Stopped, cpu.Activity));
        await machine.StopMachine(); // The whole of it, by the machine's own coordinator.
        await Ends(machine);
    }

    [Fact]
    public async Task OneOf16MachinesIsStoppedWhileTheOthersRun()
    {
        InProcessTestCluster cluster = await clusters.Of(3);
        TestedMachine[] machines = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => TestedMachine.Start(cluster, Run(256))));
        await Task.WhenAll(machines.Select(machine => Progress(cluster, machine)));
        TestedMachine one = machines[5];
        await Phases(cluster, one, 1, DisableIrq);
        long[] before = (await one.Statuses()).Select(static cpu => cpu.Instructions).ToArray();
        await Task.WhenAll(machines.Where(machine => machine != one).Select(machine => Progress(cluster, machine)));
        CpuStatus[] after = await one.Statuses();
        Assert.All(after, static cpu => Assert.Equal(CpuActivity.Stopped, cpu.Activity));
        Assert.Equal(before, after.Select(static cpu => cpu.Instructions));
        await Phases(cluster, one, Exit);
        await Progress(cluster, one);
        await Task.WhenAll(machines.Select(Ends));
        await Task.WhenAll(machines.Select(static machine => machine.DisposeAsync().AsTask()));
    }

    private static PlannedRun Run(int cpus)
    {
        PlannedRun run = Specs.Plan("spin", new RunOptions { Cpus = cpus, Mode = RunMode.Free, Toggles = 0, NmiEvery = 0 });
        return run with { Plan = run.Plan with { UntilInterrupted = true } };
    }

    /// <summary>Every CPU goes on. Looked at where the cores are: thousands of grains are not asked again and again.</summary>
    private static Task Progress(InProcessTestCluster cluster, TestedMachine machine)
    {
        HostedCore[] cores = [.. MachineClusters.HostsOf(cluster).SelectMany(host => host.Find(machine.Key).Cores)];
        long[] before = [.. cores.Select(static core => core.Core.Retired)];
        return machine.Until("every cpu went on", () => Task.FromResult(cores.Zip(before).All(static pair => pair.First.Core.Retired > pair.Second)));
    }

    private static async Task Phases(InProcessTestCluster cluster, TestedMachine machine, params int[] phases)
    {
        foreach (int phase in phases)
        {
            await Task.WhenAll(MachineClusters.HostsOf(cluster).Select(host => host.Phase(machine.Key, phase))).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        }
    }

    private static async Task Ends(TestedMachine machine)
    {
        MachineReport report = await machine.Interrupt();
        Assert.Equal((null, null), (report.Fault, report.Crash));
        Assert.All(report.Cpus, static cpu => Assert.Equal(0, cpu.ExitCode));
    }
}
