using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>As fast as it goes: locks, links and checksums across silos, while text is patched and NMIs strike.</summary>
public class FreeModeTests(MachineClusters clusters)
{
    [Theory]
    [InlineData(1, 4), InlineData(1, 17), InlineData(1, 64)]
    [InlineData(2, 4), InlineData(2, 17), InlineData(2, 64)]
    [InlineData(3, 4), InlineData(3, 17), InlineData(3, 64)]
    public async Task AllSelfChecksPass(int silos, int cpus)
    {
        var cluster = await clusters.Of(silos);
        for (int time = 0; time < 2; time++)
        {
            MachineReport report = await TestedMachine.Report(cluster, Specs.Plan("trace", new RunOptions
            {
                Cpus = cpus,
                Mode = RunMode.Free,
                Toggles = 3,
                Seed = (ulong)time,
                NmiEvery = 1000 * cpus,
            }));
            Assert.Equal((RunEnd.Done, (string?)null, (GuestCrash?)null), (report.End, report.Fault, report.Crash));
            Assert.Equal((4 * 244) + 3, report.Coordinator.Done);
            Assert.All(report.Cpus, cpu => Assert.True(cpu.ExitCode == 0, $"cpu {cpu.Cpu} exited with {cpu.ExitCode}"));
            Assert.Equal(cpus, report.CpusExited);
            Assert.Empty(report.Violations);
            Assert.Equal((0L, 0L), (report.Cpus.Sum(cpu => cpu.Torn), report.Cpus.Sum(cpu => cpu.ChangedUnderNmi)));
            Assert.True(report.Cpus.Sum(cpu => cpu.ReadsObserved) > 1000);
            Assert.Equal(0u, report.Words[0]);
            Assert.Equal([.. Enumerable.Range(0, cpus).Select(cpu => cpu % silos)], report.Cpus.Select(cpu => cpu.Silo));
        }
    }

    /// <summary>A crash inside an NMI: its exit runs all the same, and nobody waits for it.</summary>
    [Theory, InlineData(1), InlineData(2)]
    public async Task ACrashInAnNmiEndsTheRun(int silos)
    {
        PlannedRun run = Specs.Plan(
            "crash-nmi", new RunOptions { Mode = RunMode.Free, Cpus = 3, NmiEvery = 5000, Toggles = 100_000 });
        MachineReport report = await TestedMachine.Report(await clusters.Of(silos), run);
        Assert.Equal(RunEnd.GuestFailed, report.End);
        Assert.Equal((1, Specs.Address("crash-nmi", "crash_at"), "illegal instruction with SR.BL set"), Line(report));
        Assert.Equal((1L, null), (report.Cpus[1].NmiTaken, report.Cpus[1].ExitCode));
    }

    [Theory]
    [InlineData("crash-illegal", RunMode.Free), InlineData("crash-unaligned", RunMode.Free)]
    [InlineData("crash-illegal", RunMode.Lockstep), InlineData("crash-nmi", RunMode.Lockstep)]
    public async Task ACrashIsNamed(string guest, RunMode mode)
    {
        MachineReport report = await TestedMachine.Report(
            await clusters.Of(2), Specs.Plan(guest, new RunOptions { Mode = mode, Cpus = 3, NmiEvery = 5000 }));
        Assert.Equal(RunEnd.GuestFailed, report.End);
        Assert.Equal((1, Specs.Address(guest, "crash_at")), (Line(report).Cpu, Line(report).Pc));
        Assert.NotEmpty(report.Crash!.Instruction);
        Assert.NotEmpty(report.Crash.Cause);
    }

    [Theory, InlineData(1, RunMode.Free), InlineData(2, RunMode.Free), InlineData(2, RunMode.Lockstep)]
    public async Task AHangIsNamed(int silos, RunMode mode)
    {
        MachineReport report = await TestedMachine.Report(
            await clusters.Of(silos),
            Specs.Plan("hang", new RunOptions { Mode = mode, Cpus = 3, HangLimit = 300_000, NmiEvery = 50_000 }));
        Assert.Equal((RunEnd.GuestFailed, 1), (report.End, report.Crash?.Cpu));
        Assert.StartsWith("hangs:", report.Crash!.Cause);
        Assert.Null(report.Cpus[1].ExitCode);
    }

    [Theory, InlineData(1, RunMode.Free), InlineData(3, RunMode.Free), InlineData(2, RunMode.Lockstep)]
    public async Task AnInterruptedRunLetsItsGuestsFinish(int silos, RunMode mode)
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(silos), Specs.Plan("trace", new RunOptions { Mode = mode, Cpus = 5, Toggles = 1_000_000, Rest = 500 }));
        await machine.Until("two rounds are over", async () => (await machine.Grain.Wait(0)).Rounds >= 2);
        MachineReport report = await machine.Interrupt();
        Assert.Equal((RunEnd.Interrupted, 5), (report.End, report.CpusExited));
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
        Assert.True(report.Coordinator.Done >= 2 * 244);
        Assert.Empty(report.Violations);
    }

    [Theory, InlineData(RunMode.Free), InlineData(RunMode.Lockstep)]
    public async Task TheTimeLimitEndsARunThatHasMoreToDo(RunMode mode)
    {
        PlannedRun run = Specs.Plan("trace", new RunOptions
        {
            Mode = mode,
            Cpus = 2,
            Toggles = 1_000_000,
            TimeLimit = TimeSpan.FromMilliseconds(300),
        });
        MachineReport report = await TestedMachine.Report(await clusters.Of(1), run);
        Assert.Equal((RunEnd.TimeLimit, 2), (report.End, report.CpusExited));
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
    }

    [Theory, InlineData(RunMode.Free), InlineData(RunMode.Lockstep)]
    public async Task OutputIsToldFromWhereItWasSeen(RunMode mode)
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(2), Specs.Plan("hello", new RunOptions { Mode = mode, Cpus = 3 }));
        var output = new MemoryStream();
        MachineStatus status;
        do
        {
            status = await machine.Grain.Wait(20_000, (int)output.Length);
            await output.WriteAsync(status.Output, TestContext.Current.CancellationToken);
        }
        while (!status.Ended);
        Assert.Equal("hello from SH-4, CPUs: 3\n", System.Text.Encoding.ASCII.GetString(output.ToArray()));
        Assert.Empty((await machine.Grain.Wait(0, (int)output.Length)).Output);
    }

    private static (int Cpu, uint Pc, string Cause) Line(MachineReport report) =>
        report.Crash is { } crash ? (crash.Cpu, crash.Pc, crash.Cause) : (-1, 0, "no crash");
}
