using SiloSim.Ftrace;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>Each step that can be taken out, in lockstep with a pinned seed: what breaks without it, and that it holds with it.</summary>
public class VariantTests(MachineClusters clusters)
{
    /// <summary>Step, how a site is written, what breaks, frames that refuse writes, seed.</summary>
    public static TheoryData<Step, string, string, string?, ulong> EachThatBreaksSomething => new()
    {
        { Step.BuffersBeforeFlag, "word", "wrong-content", null, 1 },
        { Step.WaitForNmiBeforeSet, "word", "changed-under-nmi", null, 1 },
        { Step.WriteFlag, "word", "changed-under-nmi", null, 1 },
        { Step.NmiWrite, "word", "changed-under-nmi", null, 1 },
        { Step.KillNewWriters, "word", "killed", "sys_*", 1 },
        { Step.WaitForNmiAfterClear, "word", "wrong-content", null, 1 },
        { Step.StopMachine, "halfword", "torn", null, 1 },
    };

    [Fact]
    public void TheyAreThoseOfTheCatalog() => Assert.Equal(
        StepCatalog.All.Where(step => step.ShowsOn == ShowsOn.Machine).Select(step => step.Step),
        EachThatBreaksSomething.Select(row => row.Data.Item1));

    [Theory, MemberData(nameof(EachThatBreaksSomething))]
    public async Task WithoutAStepItsPropertyBreaksAndTheReportSaysHow(
        Step step, string unit, string property, string? readOnly, ulong seed)
    {
        string name = KebabCase.Of(step);
        MachineReport broken = await Report(silos: 2, [name], unit, readOnly, seed, toggles: 40, property);
        string all = $"seed {seed}: {broken.End} {broken.Crash} after {broken.Coordinator.Rounds} rounds and "
            + $"{broken.Cpus.Sum(cpu => cpu.NmiTaken)} NMIs: "
            + string.Join("; ", broken.Violations.Select(seen => $"{seen.Property} cpu {seen.Cpu} nmi {seen.Nmi}"));
        ViolationMessage? found = broken.Violations.FirstOrDefault(violation => violation.Property == property);
        Assert.True(found is not null, all);
        SiteSpec site = Specs.Trace(1).Spec.WatchedWords().Single(site => site.Address == found.Site);
        Assert.Equal(site.Symbol, found.Symbol);
        Assert.NotEmpty(found.Steps);
        Assert.Contains(found.Steps, line => line.StartsWith("coordinator ", StringComparison.Ordinal));
        Assert.True(found.Cpu is >= 0 and < 4, all);
        uint[] whole = [site.Initial, site.Call, site.Nop];
        switch (property)
        {
            case "torn":
                Assert.DoesNotContain(found.Values[^1], whole);
                break;
            case "changed-under-nmi":
                Assert.True(found.Nmi >= 1, all);
                Assert.Equal(2, found.Values.Count);
                Assert.NotEqual(found.Values[0], found.Values[1]);
                Assert.All(found.Values, value => Assert.Contains(value, whole));
                break;
            default:
                Assert.True(found.Nmi >= 1, all);
                Assert.Contains($"cpu {found.Cpu} nmi {found.Nmi} ", found.Steps[^1] + " ");
                break;
        }

        MachineReport held = await Report(silos: 2, [], unit, readOnly, seed, toggles: 2, untilSeen: null);
        Assert.Equal((RunEnd.Done, 0), (held.End, held.Violations.Count));
        Assert.All(held.Cpus, cpu => Assert.Equal((0, 0L, 0L), (cpu.ExitCode, cpu.Torn, cpu.ChangedUnderNmi)));
        Assert.True(held.Cpus.Sum(cpu => cpu.NmiTaken) > 10);
    }

    /// <summary>The machine's memory is in order, so a barrier is no access, and its order is the same without.</summary>
    [Fact]
    public async Task WithoutAnyBarrierTheRunIsTheSame()
    {
        string[] barriers =
            [.. StepCatalog.All.Where(step => step.ShowsOn is ShowsOn.StoreBuffers or ShowsOn.EarlyLoads).Select(step => KebabCase.Of(step.Step)), "flag-barrier"];
        Assert.Equal(6, barriers.Length);
        MachineReport with = await Report(silos: 1, [], "word", null, seed: 3, toggles: 2, untilSeen: null);
        MachineReport without = await Report(silos: 1, barriers, "word", null, seed: 3, toggles: 2, untilSeen: null);
        Assert.Equal(TestedMachine.Figures(with), TestedMachine.Figures(without));
        Assert.Equal(with.Words, without.Words);
        Assert.Empty(without.Violations);
    }

    [Fact]
    public async Task WithoutTheFlushNothingBreaks()
    {
        MachineReport report = await Report(silos: 2, ["icache-flush"], "word", null, seed: 3, toggles: 3, untilSeen: null);
        Assert.Equal((RunEnd.Done, 0), (report.End, report.Violations.Count));
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
    }

    /// <summary>The outcome as a person gets it, with the control that shows that the detector sees.</summary>
    [Fact]
    public async Task AnExperimentJudgesARunByItsControl()
    {
        var options = new RunOptions { Toggles = 2, NmiEvery = 2500, Rest = 1000, Seed = 1 };
        var client = (await clusters.Of(2)).Client;
        RunReport done = await Experiment.Run(client, Specs.Plan("trace", options), null, TestContext.Current.CancellationToken);
        Assert.Equal((RunOutcome.Done, 2), (done.Outcome, done.Silos));
        Assert.True(done.Control is { Violations: > 0, Observed: > 0 });
        RunReport broken = await Experiment.Run(
            client,
            Specs.Plan("trace", options with { Without = ["nmi-write"], Toggles = 40 }),
            null,
            TestContext.Current.CancellationToken);
        Assert.Equal(RunOutcome.Violation, broken.Outcome);
        Assert.Null(broken.Control);
        Assert.All(broken.Violations, violation => Assert.Equal("changed-under-nmi", violation.Property));
        Assert.True(broken.Reads.ChangedUnderNmi > 0);
    }

    private async Task<MachineReport> Report(
        int silos, string[] without, string unit, string? readOnly, ulong seed, int toggles, string? untilSeen)
    {
        PlannedRun run = Specs.Plan("trace", new RunOptions
        {
            Without = without,
            PatchUnit = unit,
            ReadOnlyPattern = readOnly,
            Seed = seed,
            Toggles = toggles,
            NmiEvery = 2500,
            Rest = 1000,
        });
        return await TestedMachine.Report(
            await clusters.Of(silos), run with { Plan = run.Plan with { UntilSeen = untilSeen is null ? [] : [untilSeen] } });
    }
}
