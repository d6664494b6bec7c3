using SiloSim.CommandLine;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Machine;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>What measured figures come to, and how they are told.</summary>
public class ReportTests
{
    private static readonly PlannedRun s_run = Plan(new RunOptions { Cpus = 2, Toggles = 10, Seed = 7 });
    private static readonly PlannedRun s_nothing = Plan(new RunOptions { Cpus = 2, Toggles = 0 });
    private static readonly MachineReport s_control = Sound() with
    {
        Cpus = [Cpu(0) with { ReadsObserved = 100, Torn = 3 }, Cpu(1) with { ReadsObserved = 50, ChangedUnderNmi = 2 }],
    };

    private static readonly ViolationMessage s_violation = new()
    {
        Property = "changed-under-nmi",
        Site = 0x8c001234,
        Symbol = "work",
        Cpu = 1,
        Nmi = 12,
        Values = [0x8c001238, 0x8c02f004],
        Steps = ["cpu 1 nmi 12: nmi_running + 1 = 1", "patcher: nmi_running 0 -> 80000000"],
    };

    public static TheoryData<string, string, bool, RunOutcome, int> Outcomes()
    {
        // The main run, its control ("" for none), whether modifications are wanted, outcome, exit code.
        return new()
        {
            { "sound", "seen", true, RunOutcome.Done, 0 },
            { "sound", "torn only", true, RunOutcome.Inconclusive, 4 },
            { "sound", "changed only", true, RunOutcome.Inconclusive, 4 },
            { "sound", "nothing", true, RunOutcome.Inconclusive, 4 },
            { "sound", "interrupted", true, RunOutcome.Interrupted, 4 },
            { "sound", "", true, RunOutcome.Interrupted, 4 },
            { "failing writes", "seen", true, RunOutcome.Done, 0 },
            { "blind", "seen", true, RunOutcome.Inconclusive, 4 },
            { "late", "", true, RunOutcome.Inconclusive, 4 },
            { "late, all tried", "seen", true, RunOutcome.Done, 0 },
            { "torn", "", true, RunOutcome.Violation, 1 },
            { "violation", "", true, RunOutcome.Violation, 1 },
            { "violation, crash", "", true, RunOutcome.Violation, 1 },
            { "crash", "", true, RunOutcome.GuestFailed, 1 },
            { "self-check", "", true, RunOutcome.GuestFailed, 1 },
            { "interrupted", "", true, RunOutcome.Interrupted, 4 },
            { "interrupted, torn", "", true, RunOutcome.Interrupted, 1 },
            { "idle", "", false, RunOutcome.Done, 0 },
            { "late", "", false, RunOutcome.Inconclusive, 4 },
            { "crash", "", false, RunOutcome.GuestFailed, 1 },
        };
    }

    [Theory, MemberData(nameof(Outcomes))]
    public void WhatARunComesTo(string main, string control, bool wanted, RunOutcome outcome, int exitCode)
    {
        RunReport report = RunReports.Of(wanted ? s_run : s_nothing, MainRun(main), ControlRun(control));
        Assert.Equal(outcome, report.Outcome);
        Assert.Equal(exitCode, (int)ExitCodes.Of(report));
        Assert.Equal(control.Length > 0, report.Control is not null);
    }

    [Theory]
    [InlineData("sound", true)]
    [InlineData("failing writes", true)]
    [InlineData("late, all tried", true)]
    [InlineData("late", false)]
    [InlineData("torn", false)]
    [InlineData("violation", false)]
    [InlineData("crash", false)]
    [InlineData("self-check", false)]
    [InlineData("interrupted", false)]
    public void OnlyARunThatClaimsSomethingNeedsAControl(string main, bool needed)
    {
        Assert.Equal(needed, RunReports.NeedsControl(s_run, MainRun(main)));
        Assert.False(RunReports.NeedsControl(s_nothing, MainRun(main)));
    }

    [Fact]
    public void ACrashNamesItsSymbol()
    {
        RunReport report = RunReports.Of(s_run, MainRun("crash"), null);
        Assert.Equal(new GuestFailurePart(1, "8c02f006", "ftrace_caller+0x2", ".word 0xfffd", "illegal instruction"), report.GuestFailure);
        Assert.Equal(
            "cpu 1: illegal instruction at 8c02f006 (ftrace_caller+0x2): .word 0xfffd", ReportPage.FailureLine(report.GuestFailure!));
    }

    [Fact]
    public void TheJsonHasTheseNames() =>
        GoldenFile.Check("report.json", RunReports.Of(s_run, MainRun("violation, crash"), s_control).ToJson() + "\n");

    [Fact]
    public void WhatWasNotMeasuredIsNull()
    {
        string json = RunReports.Of(s_nothing, MainRun("idle"), null).ToJson();
        Assert.Contains("\"control\": null", json);
        Assert.Contains("\"guestFailure\": null", json);
        Assert.Contains("\"median\": null", json);
    }

    [Theory]
    [InlineData("page-done.txt", "sound", "seen")]
    [InlineData("page-failing-writes.txt", "failing writes", "seen")]
    [InlineData("page-violation.txt", "violation, crash", "")]
    [InlineData("page-guest-failed.txt", "crash", "")]
    [InlineData("page-inconclusive.txt", "sound", "nothing")]
    [InlineData("page-late.txt", "late", "")]
    [InlineData("page-interrupted.txt", "interrupted", "")]
    public void ThePage(string golden, string main, string control)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        ReportPage.Write(Terminal.Plain(writer, 100), RunReports.Of(s_run, MainRun(main), ControlRun(control)));
        Assert.All(writer.ToString().Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        GoldenFile.Check(golden, writer.ToString());
    }

    private static MachineReport MainRun(string name) => name switch
    {
        "sound" => Sound(),
        "idle" => Sound() with { Coordinator = new(), Nmis = new() },
        "failing writes" => Sound() with
        {
            Coordinator = Sound().Coordinator with { Done = s_run.ModificationsWanted - 30, NotPermitted = 30 },
        },
        "blind" => Sound() with { Cpus = [Cpu(0) with { ReadsObserved = 0 }, Cpu(1) with { ReadsObserved = 0 }] },
        "late" => Sound() with { End = RunEnd.TimeLimit, Coordinator = Sound().Coordinator with { Done = 100, Rounds = 1 } },
        "late, all tried" => Sound() with { End = RunEnd.TimeLimit },
        "torn" => Sound() with { Cpus = [Cpu(0), Cpu(1) with { Torn = 1 }] },
        "violation" => Sound() with { Cpus = [Cpu(0), Cpu(1) with { ChangedUnderNmi = 2 }], Violations = [s_violation, s_violation] },
        "violation, crash" => MainRun("violation") with { End = RunEnd.GuestFailed, Crash = Crash() },
        "crash" => Sound() with { End = RunEnd.GuestFailed, Crash = Crash() },
        "self-check" => Sound() with { Cpus = [Cpu(0), Cpu(1) with { ExitCode = 3 }] },
        "interrupted" => Sound() with { End = RunEnd.Interrupted },
        "interrupted, torn" => MainRun("torn") with { End = RunEnd.Interrupted },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such sample"),
    };

    private static MachineReport? ControlRun(string name) => name switch
    {
        "" => null,
        "seen" => s_control,
        "torn only" => s_control with { Cpus = [Cpu(0) with { Torn = 3 }] },
        "changed only" => s_control with { Cpus = [Cpu(0) with { ChangedUnderNmi = 3 }] },
        "nothing" => s_control with { Cpus = [Cpu(0)] },
        "interrupted" => s_control with { End = RunEnd.Interrupted },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such sample"),
    };

    private static MachineReport Sound() => new()
    {
        End = RunEnd.Done,
        Coordinator = new()
        {
            Done = s_run.ModificationsWanted,
            Rounds = 11,
            Microseconds = Latency(100, 200, 3000),
        },
        Nmis = new() { WroteCode = 5, Microseconds = Latency(10, 20, 30) },
        Cpus = [Cpu(0), Cpu(1)],
        Silos =
        [
            new() { Cpus = [Cpu(0)], FramesIn = 12, FramesOut = 3 },
            new() { Cpus = [Cpu(1)], FramesIn = 40, FramesOut = 31 },
        ],
        Violations = [],
        Words = [0, 17, 5],
        Seconds = 1.25,
        CpusExited = 2,
    };

    private static CpuReport Cpu(int cpu) => new()
    {
        Cpu = cpu,
        Silo = cpu,
        Instructions = 1_000_000 + cpu,
        ExitCode = 0,
        ReadsObserved = 5_000,
        NmiTaken = 70,
        NmiHeldBack = 2,
        Pc = 0x8c02f004,
    };

    private static GuestCrash Crash() => new(1, 0x8c02f006, ".word 0xfffd", "illegal instruction");

    private static LatencyCounts Latency(params double[] microseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (double one in microseconds)
        {
            histogram.Add(one);
        }
        return new(histogram.ToCounts());
    }

    private static PlannedRun Plan(RunOptions options) =>
        RunPlanner.Plan("trace.elf", ElfFile.Parse(File.ReadAllBytes(Repository.Guest("trace"))), options);
}
