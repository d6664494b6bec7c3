using Orleans.TestingHost;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>A silo that is asked to stop hands its part of a running machine to the others, and the run comes to its right end.</summary>
public class HandOverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The machine's own grain, bank 0 and the coordinator are on silo 0, the highest CPUs on the last one.</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public async Task ARunGoesOnWithoutTheSiloThatLeaves(int leaving)
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 3);
        TestedMachine machine = await TestedMachine.Start(cluster, Run());
        await machine.Until("rounds and NMIs", async () => (await machine.Grain.Wait(0)).Rounds >= 5);
        InProcessSiloHandle[] silos = [.. cluster.Silos.OrderBy(silo => silo.SiloAddress)];
        long before = (await machine.Statuses()).Sum(cpu => cpu.Instructions);
        await cluster.StopSiloAsync(silos[leaving], Cancel);
        MachineStatus after = await machine.Grain.Wait(0);
        Assert.Null(after.Fault);
        Assert.False(after.Ended);
        await machine.Progress(10_000);
        Assert.True((await machine.Statuses()).Sum(cpu => cpu.Instructions) > before);
        Assert.DoesNotContain(
            silos[leaving].SiloAddress,
            await Task.WhenAll(Enumerable.Range(0, 7).Select(cpu => machine.Cpu(cpu).Where())));
        await machine.Until("more rounds", async () => (await machine.Grain.Wait(0)).Rounds >= after.Rounds + 5);
        await machine.Strike(leaving);
        MachineReport report = await machine.Interrupt();
        Assert.Equal((RunEnd.Interrupted, (string?)null, (GuestCrash?)null), (report.End, report.Fault, report.Crash));
        Assert.Empty(report.Violations);
        Assert.Equal(7, report.Cpus.Count);
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode)); // The guest checks itself.
        Assert.All(report.Cpus, cpu => Assert.NotEqual(leaving, cpu.Silo));
        Assert.Equal(report.Cpus.Count(cpu => cpu.Cpu % 3 == leaving), report.CpusMoved);
        Assert.Equal(3, report.Silos.Count);
        Assert.Equal(0u, report.Words[0]);
        Assert.Equal(0, report.Coordinator.Fault + report.Coordinator.Invalid + report.Coordinator.NotPermitted);
        await machine.DisposeAsync();
    }

    /// <summary>What was measured before the move is not lost by it.</summary>
    [Fact]
    public async Task NothingThatWasCountedIsLost()
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 2);
        TestedMachine machine = await TestedMachine.Start(cluster, Run());
        await machine.Until("NMIs on every cpu", () => Task.FromResult(
            Enumerable.Range(0, 7).All(cpu => machine.Core(cpu).NmiTaken > 0)));
        InProcessSiloHandle[] silos = [.. cluster.Silos.OrderBy(silo => silo.SiloAddress)];
        CpuStatus[] before = await machine.Statuses();
        int[] nmis = [.. Enumerable.Range(0, 7).Select(cpu => machine.Core(cpu).NmiTaken)];
        long modified = (await machine.Coordinator.Totals()).Done;
        await cluster.StopSiloAsync(silos[0], Cancel);
        MachineReport report = await machine.Interrupt();
        Assert.True(report.Coordinator.Done >= modified);
        Assert.All(report.Cpus, cpu => Assert.True(cpu.Instructions >= before[cpu.Cpu].Instructions));
        Assert.All(report.Cpus, cpu => Assert.True(cpu.NmiTaken >= nmis[cpu.Cpu]));
        Assert.Equal(report.Cpus.Sum(cpu => cpu.NmiTaken), report.Nmis.Microseconds.Buckets.Sum());
        await machine.DisposeAsync();
    }

    /// <summary>A run in lockstep cannot be moved: it ends, and says what was lost.</summary>
    [Fact]
    public async Task ALockstepRunEndsWithItsSilo()
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 2);
        TestedMachine machine = await TestedMachine.Start(cluster, Run(RunMode.Lockstep));
        await machine.Until("a round is over", async () => (await machine.Grain.Wait(0)).Rounds >= 1);
        await cluster.StopSiloAsync(cluster.Silos.OrderBy(silo => silo.SiloAddress).Last(), Cancel);
        MachineReport report = await machine.End(30);
        Assert.Equal((RunEnd.Fault, "silo 1 is lost"), (report.End, report.Fault));
        await machine.DisposeAsync();
    }

    /// <summary>What a run has left behind can still be looked at: its report and its memory.</summary>
    [Theory, InlineData(RunMode.Free), InlineData(RunMode.Lockstep)]
    public async Task AMachineWhoseRunIsOverKeepsItsReportAndMemory(RunMode mode)
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 2);
        TestedMachine machine = await TestedMachine.Start(cluster, Specs.Plan("hello", new RunOptions { Mode = mode, Cpus = 3 }));
        MachineReport before = await machine.End();
        byte[] memory = await machine.Grain.ReadMemory(machine.Spec.Entry, 4096);
        await cluster.StopSiloAsync(cluster.Silos.OrderBy(silo => silo.SiloAddress).First(), Cancel);
        MachineReport after = await machine.Grain.Report();
        Assert.Equal(TestedMachine.Figures(before), TestedMachine.Figures(after));
        Assert.Equal(memory, await machine.Grain.ReadMemory(machine.Spec.Entry, 4096));
        Assert.Equal("hello from SH-4, CPUs: 3\n", System.Text.Encoding.ASCII.GetString((await machine.Grain.Wait(0)).Output));
        await machine.DisposeAsync();
    }

    /// <summary>A silo that joins gets its share of the CPUs of a running machine.</summary>
    [Fact]
    public async Task ASiloThatJoinsTakesRunningCpus()
    {
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(silos: 1);
        TestedMachine machine = await TestedMachine.Start(cluster, Run());
        await machine.Until("a round is over", async () => (await machine.Grain.Wait(0)).Rounds >= 1);
        InProcessSiloHandle joined = await cluster.StartAdditionalSiloAsync();
        await cluster.WaitForLivenessToStabilizeAsync();
        Assert.Equal(3, await machine.Grain.Rebalance().WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal(0, await machine.Grain.Rebalance().WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        await machine.Progress(10_000);
        SiloAddress[] where = await Task.WhenAll(Enumerable.Range(0, 7).Select(cpu => machine.Cpu(cpu).Where()));
        Assert.Equal(3, where.Count(joined.SiloAddress.Equals));
        await machine.Strike(6);
        MachineReport report = await machine.Interrupt();
        Assert.Empty(report.Violations);
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
        Assert.Equal(3, report.CpusMoved);
        Assert.Equal(3, report.Cpus.Count(cpu => cpu.Silo == 1));
        await machine.DisposeAsync();
    }

    private static PlannedRun Run(RunMode mode = RunMode.Free) => Specs.Plan(
        "trace", new RunOptions { Mode = mode, Cpus = 7, Toggles = 1_000_000, NmiEvery = 20_000, Rest = 1000 });
}
