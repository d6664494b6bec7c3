using System.Diagnostics;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>A guest cannot keep a run: whatever it does, the run ends by its time limit and the patience after it.</summary>
public class NeverEndingTests(MachineClusters clusters)
{
    private const double MarginSeconds = 20; // A busy host.

    /// <summary>The patcher waits until no NMI runs; one always does. The round is left as it is.</summary>
    [Theory, InlineData(RunMode.Lockstep), InlineData(RunMode.Free)]
    public async Task ARoundThatWaitsForAnNmiForEverEndsWithTheTimeLimit(RunMode mode)
    {
        long start = Stopwatch.GetTimestamp();
        MachineReport report = await TestedMachine.Report(await clusters.Of(1), TinyGuests.NmisNeverEnd(mode));
        Assert.Equal(RunEnd.TimeLimit, report.End);
        Assert.InRange(
            Stopwatch.GetElapsedTime(start).TotalSeconds, RunPlan.Patience.TotalSeconds, RunPlan.Patience.TotalSeconds + MarginSeconds);
    }

    [Fact]
    public async Task ARoundThatWaitsForAnNmiForEverCanBeInterrupted()
    {
        PlannedRun run = TinyGuests.NmisNeverEnd(RunMode.Free);
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(1), run with
        {
            Spec = run.Spec with { HangLimit = long.MaxValue / 2 },
            Plan = run.Plan with { TimeLimitMilliseconds = 600_000 },
        });
        MachineReport report = await machine.Interrupt();
        Assert.Equal(RunEnd.Interrupted, report.End);
    }

    /// <summary>Time goes on for those that sleep, so they are found to hang.</summary>
    [Theory, InlineData(RunMode.Lockstep), InlineData(RunMode.Free)]
    public async Task ASleepThatNothingEndsHangs(RunMode mode)
    {
        MachineReport report = await TestedMachine.Report(await clusters.Of(1), TinyGuests.Sleeps(mode));
        Assert.Equal(RunEnd.GuestFailed, report.End);
        Assert.StartsWith("hangs:", report.Crash!.Cause);
    }
}
