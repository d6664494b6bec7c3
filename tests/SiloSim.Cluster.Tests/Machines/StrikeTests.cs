using SiloSim.Explorer;
using SiloSim.Grains;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>NMIs that a client lets strike, in free mode.</summary>
public class StrikeTests(MachineClusters clusters)
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task AStrikeIsOverWhenItsHandlerIs(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(silos), TinyGuests.WaitsForTheEnd(RunMode.Free, cpus: 4));
        for (uint strike = 1; strike <= 5; strike++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(machine.Strike));
            for (uint cpu = 0; cpu < 4; cpu++)
            {
                Assert.Equal(strike, await machine.Word(TinyGuests.NmiCounts + (4 * cpu)));
            }
            Assert.Equal(0u, await machine.Word(machine.Spec.Words.NmiRunning));
        }
        MachineReport report = await machine.Interrupt();
        Assert.All(report.Cpus, cpu => Assert.Equal(5, cpu.NmiTaken));
    }

    /// <summary>As on the chip: one line, one pending NMI, however often it was pulled.</summary>
    [Theory, InlineData(1), InlineData(3)]
    public async Task StrikesThatAreHeldBackMergeIntoOne(int silos)
    {
        const int Strikes = 20;
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(silos), TinyGuests.HoldsBack(RunMode.Free, cpus: 3));
        await machine.Progress(1000);
        Task[] strikes = [.. Enumerable.Range(0, Strikes).Select(_ => machine.Strike(2))];
        await machine.Until("all strikes wait", () => Task.FromResult(machine.Core(2).StrikeWaiters.Count == Strikes));
        Assert.DoesNotContain(strikes, strike => strike.IsCompleted);
        Assert.Equal(0u, await machine.Word(machine.Spec.Words.NmiRunning)); // Nothing is counted yet.

        await machine.Access(Operation.Store(TinyGuests.Gate, 1));
        await Task.WhenAll(strikes);
        Assert.Equal(1u, await machine.Word(TinyGuests.NmiCounts + 8));
        MachineReport report = await machine.Interrupt();
        Assert.Equal((1L, 1L), (report.Cpus[2].NmiTaken, report.Cpus[2].NmiHeldBack));
        Assert.Equal([0L, 0], report.Cpus.Take(2).Select(cpu => cpu.NmiTaken));
    }

    [Fact]
    public async Task AWaitThatIsCancelledLeavesTheStrikePending()
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(1), TinyGuests.HoldsBack(RunMode.Free, cpus: 1));
        using var cancel = new CancellationTokenSource();
        Task strike = machine.Nmi(0).Strike(cancel.Token);
        await machine.Until("the strike waits", () => Task.FromResult(machine.Core(0).StrikeWaiters.Count == 1));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => strike.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        await machine.Access(Operation.Store(TinyGuests.Gate, 1));
        await machine.Until("the nmi was handled", async () => await machine.Word(TinyGuests.NmiCounts) == 1);
        await machine.Until(
            "the nmi has left", async () => await machine.Word(machine.Spec.Words.NmiRunning) == 0);
        MachineReport report = await machine.Interrupt();
        Assert.Equal((0, 1L), (report.Cpus[0].ExitCode, report.Cpus[0].NmiTaken));
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task ACpuThatHasEndedTakesNone(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(silos), TinyGuests.WaitsForTheEnd(RunMode.Free, cpus: 2));
        await machine.Interrupt();
        for (int cpu = 0; cpu < 2; cpu++)
        {
            Assert.Equal(CpuActivity.Exited, (await machine.Cpu(cpu).Status()).Activity);
            MachineException ended = await Assert.ThrowsAsync<MachineException>(() => machine.Strike(cpu));
            Assert.Equal($"{machine.Key}: cpu {cpu} has ended", ended.Message);
        }
    }

    [Fact]
    public async Task AMachineThatHasNotStartedTakesNone()
    {
        await using TestedMachine machine = await TestedMachine.Boot(
            await clusters.Of(1), TinyGuests.WaitsForTheEnd(RunMode.Free, cpus: 1));
        MachineException early = await Assert.ThrowsAsync<MachineException>(() => machine.Strike(0));
        Assert.Equal($"{machine.Key} does not run", early.Message);
        Assert.Equal(0, (await machine.Cpu(0).Status()).Instructions);
        await machine.Grain.Start(machine.Run.Plan);
        await machine.Strike(0);
        Assert.Equal(1u, await machine.Word(TinyGuests.NmiCounts));
    }

    /// <summary>As when the strike of a core that died with its silo comes to another: nothing may stay of a grain without a core.</summary>
    [Theory, InlineData(1), InlineData(2)]
    public async Task ACpuThatIsNowhereLeavesNoGrain(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(silos), TinyGuests.WaitsForTheEnd(RunMode.Free, cpus: 2));
        INmiGrain nowhere = machine.Nmi(2);
        for (int strike = 0; strike < 3; strike++)
        {
            MachineException lost = await Assert.ThrowsAsync<MachineException>(() => machine.Strike(2));
            Assert.Equal($"{machine.Key}: cpu 2 is not on this silo", lost.Message);
        }
        var management = machine.Cluster.Client.GetGrain<IManagementGrain>(0);
        await machine.Until("its grain has gone", async () => !(await management.GetDetailedGrainStatistics())
            .Any(grain => grain.GrainId == nowhere.GetGrainId()));
    }
}
