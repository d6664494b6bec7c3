using Orleans.TestingHost;
using SiloSim.Grains;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>CPUs of several silos take one lock from each other: its frame stays at home, and their accesses go there.</summary>
public class ContendedLockTests(MachineClusters clusters)
{
    private const int Cpus = 4;
    private const uint CountsBytes = 4096; // Of each CPU.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(0), InlineData(1)]
    public async Task TheLockExcludes(uint loadsFirst)
    {
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(2), Run(loadsFirst));
        await HandOvers(machine, 200);
        Assert.True(AtHome(machine) > 0, "nothing was done at home");
        await Ends(machine);
    }

    /// <summary>A stopped CPU makes no access, at home neither; and an access that was under way does not hold the stop up.</summary>
    [Fact]
    public async Task AStoppedMachineDoesNothingAtHome()
    {
        InProcessTestCluster cluster = await clusters.Of(2);
        await using TestedMachine machine = await TestedMachine.Start(cluster, Run(loadsFirst: 0));
        MachineHost[] hosts = MachineClusters.HostsOf(cluster);
        HostedMachine[] parts = Parts(machine);
        for (int stop = 0; stop < 20; stop++)
        {
            await HandOvers(machine, 20);
            foreach (int phase in new[] { 1, 2 })
            {
                await Task.WhenAll(hosts.Select(host => host.Phase(machine.Key, phase))).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            }
            long done = AtHome(machine), retired = parts.Sum(static part => part.Retired);
            uint taken = await Sum(machine, 0);
            for (int look = 0; look < 3; look++)
            {
                await machine.Grain.Wait(5);
                Assert.Equal((done, retired, taken), (AtHome(machine), parts.Sum(static part => part.Retired), await Sum(machine, 0)));
            }
            await Task.WhenAll(hosts.Select(host => host.Phase(machine.Key, 4)));
        }
        await Ends(machine);
    }

    /// <summary>A core that waits for an answer of a home moves with it, and makes no access twice: the counts are right.</summary>
    [Fact]
    public async Task TheMachineMovesMeanwhile()
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 3);
        TestedMachine machine = await TestedMachine.Start(cluster, Run(loadsFirst: 0));
        await HandOvers(machine, 100);
        await cluster.StopSiloAsync(cluster.Silos.OrderBy(silo => silo.SiloAddress).Last(), Cancel);
        Assert.Null((await machine.Grain.Wait(0)).Fault);
        await HandOvers(machine, 100);
        await cluster.StartAdditionalSiloAsync();
        await cluster.WaitForLivenessToStabilizeAsync();
        int moved = await machine.Grain.Rebalance();
        Assert.Null((await machine.Grain.Wait(0)).Fault);
        Assert.True(moved > 0);
        await HandOvers(machine, 100);
        await Ends(machine);
        await machine.DisposeAsync();
    }

    private static PlannedRun Run(uint loadsFirst)
    {
        PlannedRun run = Specs.Plan("lock", new RunOptions { Cpus = Cpus, Mode = RunMode.Free, Toggles = 0, NmiEvery = 0 })
            .WithWords("lock_options", loadsFirst, 1, 0);
        return run with { Plan = run.Plan with { UntilInterrupted = true } };
    }

    private static async Task HandOvers(TestedMachine machine, uint more)
    {
        uint before = await Sum(machine, sizeof(uint));
        await machine.Until($"{more} more hand-overs", async () => await Sum(machine, sizeof(uint)) >= before + more);
    }

    private static async Task<uint> Sum(TestedMachine machine, uint offset)
    {
        uint sum = 0;
        for (uint cpu = 0; cpu < Cpus; cpu++)
        {
            sum += await machine.Word(Specs.Address("lock", "lock_counts") + (cpu * CountsBytes) + offset);
        }
        return sum;
    }

    private static HostedMachine[] Parts(TestedMachine machine) =>
        [.. Enumerable.Range(0, Cpus).Select(cpu => machine.Core(cpu).Machine).Distinct()];

    private static long AtHome(TestedMachine machine) => Parts(machine).Sum(static part => part.Frames.AccessesAtHome);

    private static async Task Ends(TestedMachine machine)
    {
        MachineReport report = await machine.Interrupt();
        Assert.Equal((null, null), (report.Fault, report.Crash));
        Assert.All(report.Cpus, static cpu => Assert.Equal(0, cpu.ExitCode)); // Else a count is lost: two had the lock at once.
    }
}
