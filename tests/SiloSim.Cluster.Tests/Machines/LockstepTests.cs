using System.Text.Json;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Sh4;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>In lockstep a spec and a seed are a run, wherever its CPUs are.</summary>
public class LockstepTests(MachineClusters clusters)
{
    [Fact]
    public async Task OneSeedIsOneRunOnOneTwoAndThreeSilosAndAgain()
    {
        MachineReport one = await Report(silos: 1, seed: 7);
        Assert.Equal(RunEnd.Done, one.End);
        Assert.Equal((3 * 244) + 2, one.Coordinator.Done);
        Assert.True(one.Cpus.Sum(cpu => cpu.NmiTaken) > 20 && one.Nmis.WroteCode > 0 && one.Words[1] > 0);
        Assert.Empty(one.Violations);
        string expected = Compared(one);
        Assert.Equal(expected, Compared(await Report(silos: 1, seed: 7)));
        foreach (int silos in new[] { 2, 3 })
        {
            MachineReport spread = await Report(silos, seed: 7);
            Assert.Equal(expected, Compared(spread));
            Assert.Equal(silos, spread.Silos.Count);
            Assert.All(spread.Silos, silo =>
            {
                Assert.NotEmpty(silo.Cpus);
                Assert.True(silo.FramesIn > 0 && silo.FramesOut > 0, $"{silo.FramesIn} frames in, {silo.FramesOut} out");
            });
            Assert.Equal([0, 1, 2 % silos, 3 % silos], spread.Cpus.Select(cpu => cpu.Silo));
        }
        Assert.NotEqual(expected, Compared(await Report(silos: 1, seed: 8)));

        async Task<MachineReport> Report(int silos, ulong seed) => await TestedMachine.Report(
            await clusters.Of(silos), Specs.Plan("trace", new RunOptions { Toggles = 2, Seed = seed, NmiEvery = 5000, Rest = 5000 }));
    }

    /// <summary>Timers count in virtual time: what they interrupt, and when a sleeper wakes, does not depend on silos.</summary>
    [Fact]
    public async Task AGuestThatItsTimersWakeIsOneRunOnOneTwoAndThreeSilos()
    {
        MachineReport one = await Report(1);
        Assert.Equal(RunEnd.Done, one.End);
        Assert.All(one.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
        foreach (int silos in new[] { 1, 2, 3 })
        {
            Assert.Equal(Compared(one), Compared(await Report(silos)));
        }

        async Task<MachineReport> Report(int silos) => await TestedMachine.Report(
            await clusters.Of(silos), Specs.Plan("interrupts", new RunOptions { Seed = 5, NmiEvery = 20_000 }));
    }

    /// <summary>A TLB is its core's own: which entries it has, and URC and LRUI, does not depend on where frames come from.</summary>
    [Fact]
    public async Task AGuestWithVirtualMemoryIsOneRunOnOneTwoAndThreeSilos()
    {
        MachineReport one = await Report(1);
        Assert.Equal(RunEnd.Done, one.End);
        Assert.All(one.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
        foreach (int silos in new[] { 2, 3 })
        {
            Assert.Equal(Compared(one), Compared(await Report(silos)));
        }

        async Task<MachineReport> Report(int silos) => await TestedMachine.Report(
            await clusters.Of(silos), Specs.Plan("mmu", new RunOptions { Seed = 5, NmiEvery = 20_000 }));
    }

    /// <summary>Modelled caches are each core's own, and a broadcast is over before anybody else has a turn.</summary>
    [Fact]
    public async Task AGuestWithModelledCachesIsOneRunOnOneTwoAndThreeSilos()
    {
        MachineReport one = await Report(1);
        Assert.Equal(11, one.Cpus[0].ExitCode);
        foreach (int silos in new[] { 2, 3 })
        {
            Assert.Equal(Compared(one), Compared(await Report(silos)));
        }

        async Task<MachineReport> Report(int silos) => await TestedMachine.Report(
            await clusters.Of(silos),
            Specs.Plan("selfmodify", new RunOptions { Seed = 5, InstructionCache = InstructionCacheModel.Modelled }));
    }

    /// <summary>A guest that exits at once: its rounds are made all the same, and the run ends.</summary>
    [Theory, InlineData(1), InlineData(2)]
    public async Task RoundsAreMadeWhenEveryCpuHasExited(int silos)
    {
        MachineReport report = await TestedMachine.Report(await clusters.Of(silos), TinyGuests.ExitsAtOnce(RunMode.Lockstep));
        Assert.Equal((RunEnd.Done, 2, 4L, 4L), (report.End, report.CpusExited, report.Coordinator.Rounds, report.Coordinator.Done));
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
    }

    [Fact]
    public async Task WhatAClientMayAskInFreeModeOnlyIsRefused()
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(1), TinyGuests.WaitsForTheEnd(RunMode.Lockstep, cpus: 1));
        MachineException strike = await Assert.ThrowsAsync<MachineException>(() => machine.Strike(0));
        Assert.Equal($"{machine.Key} runs in lockstep: its NMIs strike by its seed", strike.Message);
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => machine.MakeCall(TinyGuests.Site), () => machine.MakeNop(TinyGuests.Site), machine.StopMachine,
        })
        {
            MachineException refused = await Assert.ThrowsAsync<MachineException>(call);
            Assert.Equal($"{machine.Key} runs in lockstep: what it patches is its plan's", refused.Message);
        }
        MachineReport report = await machine.Interrupt();
        Assert.Equal((RunEnd.Interrupted, 1, (string?)null), (report.End, report.CpusExited, report.Fault));
    }

    /// <summary>What a report says of a run, wherever and however fast it ran.</summary>
    private static string Compared(MachineReport report) => JsonSerializer.Serialize(report with
    {
        Coordinator = report.Coordinator with { Microseconds = LatencyCounts.None },
        Nmis = report.Nmis with { Microseconds = LatencyCounts.None },
        Cpus = [.. report.Cpus.Select(cpu => cpu with { Silo = 0, NmiSites = [] })],
        Silos = [],
        Seconds = 0,
    });
}
