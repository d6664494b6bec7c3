using System.Globalization;
using SiloSim.Ftrace;
using SiloSim.Machine;

namespace SiloSim.Grains.Runs;

/// <summary>Judges what the machines have measured.</summary>
internal static class RunReports
{
    /// <summary>Whether the run claims that nothing broke, so that its detector must be shown to see.</summary>
    /// <param name="run">What was to be done.</param>
    /// <param name="main">What came of it.</param>
    public static bool NeedsControl(PlannedRun run, MachineReport main) =>
        run.WantsModifications
        && main.End is RunEnd.Done or RunEnd.TimeLimit
        && AllTried(run, main)
        && Broken(main) == 0
        && Failure(run, main) is null;

    /// <summary>The report of a run.</summary>
    /// <param name="run">What was to be done.</param>
    /// <param name="main">What came of it.</param>
    /// <param name="control">What came of its control; null where none was made, or where it was interrupted.</param>
    public static RunReport Of(PlannedRun run, MachineReport main, MachineReport? control)
    {
        PlannedRun controlRun = run.Control(main);
        GuestFailurePart? failure = Failure(run, main);
        long instructions = main.Cpus.Sum(static cpu => cpu.Instructions);
        CoordinatorTotals totals = main.Coordinator;
        return new RunReport
        {
            Guest = run.Guest,
            Cpus = run.Spec.Cpus,
            Silos = main.Silos.Count,
            CpusMoved = main.CpusMoved,
            Placement = run.Spec.Placement,
            Mode = run.Spec.Mode == RunMode.Lockstep ? "lockstep" : "free",
            Seed = run.Spec.Seed,
            Without = run.Spec.Without,
            PatchUnit = run.Spec.PatchUnit,
            CallSites = run.Spec.Sites.Count,
            Outcome = Outcome(run, main, control, failure),
            Modifications = new(
                run.ModificationsWanted, totals.Done, new(totals.Fault, totals.Invalid, totals.NotPermitted)),
            StopMachineRounds = totals.Rounds,
            Nmi = new(
                main.Cpus.Sum(static cpu => cpu.NmiTaken), main.Cpus.Sum(static cpu => cpu.NmiHeldBack), main.Nmis.WroteCode),
            DynInfo = main.Words.Count < 3 ? "0 0" : new DynInfo(main.Words[1], main.Words[2]).ToString(),
            Reads = Reads(main),
            Violations = [.. main.Violations.Select(violation => Violation(run, violation))],
            GuestFailure = failure,
            Control = control is null ? null : new(
                controlRun.Spec.Without,
                controlRun.Spec.PatchUnit,
                Reads(control).Observed,
                Reads(control).Torn + Reads(control).ChangedUnderNmi),
            Instructions = instructions,
            PerCpu = [.. main.Cpus.Select(static cpu => new CpuPart(cpu.Cpu, cpu.Silo, cpu.Instructions, SelfCheck(cpu)))],
            SelfChecks = new(
                main.Cpus.Count(static cpu => cpu.ExitCode is 0), main.Cpus.Count(static cpu => cpu.ExitCode is not (null or 0))),
            PerSilo = [.. main.Silos.Select(static (silo, index) => new SiloPart(
                index, silo.Cpus.Count, silo.Cpus.Sum(static cpu => cpu.Instructions), silo.FramesIn, silo.FramesOut))],
            WallSeconds = Math.Round(main.Seconds, 3),
            InstructionsPerSecond = main.Seconds > 0 ? Math.Round(instructions / main.Seconds) : 0,
            NmiMicroseconds = Latency(main.Nmis.Microseconds),
            StopMachineMicroseconds = Latency(totals.Microseconds),
        };
    }

    private static RunOutcome Outcome(
        PlannedRun run, MachineReport main, MachineReport? control, GuestFailurePart? failure)
    {
        if (main.End == RunEnd.Interrupted)
        {
            return RunOutcome.Interrupted;
        }
        if (Broken(main) > 0)
        {
            return RunOutcome.Violation;
        }
        if (failure is not null)
        {
            return RunOutcome.GuestFailed;
        }
        if (!run.WantsModifications)
        {
            return main.End == RunEnd.Done ? RunOutcome.Done : RunOutcome.Inconclusive;
        }
        if (!AllTried(run, main))
        {
            return RunOutcome.Inconclusive;
        }
        if (control is null or { End: RunEnd.Interrupted })
        {
            return RunOutcome.Interrupted;
        }
        return Reads(main).Observed > 0 && Reads(control) is { Torn: > 0, ChangedUnderNmi: > 0 }
            ? RunOutcome.Done
            : RunOutcome.Inconclusive;
    }

    private static bool AllTried(PlannedRun run, MachineReport main)
    {
        CoordinatorTotals totals = main.Coordinator;
        return totals.Done + totals.Fault + totals.Invalid + totals.NotPermitted >= run.ModificationsWanted;
    }

    private static long Broken(MachineReport main) =>
        main.Violations.Count + Reads(main).Torn + Reads(main).ChangedUnderNmi;

    private static ReadsPart Reads(MachineReport report) => new(
        report.Cpus.Sum(static cpu => cpu.ReadsObserved),
        report.Cpus.Sum(static cpu => cpu.Torn),
        report.Cpus.Sum(static cpu => cpu.ChangedUnderNmi));

    private static GuestFailurePart? Failure(PlannedRun run, MachineReport main)
    {
        if (main.Crash is { } crash)
        {
            return new(crash.Cpu, Hex(crash.Pc), run.Symbols.Describe(crash.Pc), crash.Instruction, crash.Cause);
        }
        return main.Cpus.FirstOrDefault(static cpu => cpu.ExitCode is not (null or 0)) is { } cpu
            ? new(cpu.Cpu, Hex(cpu.Pc), run.Symbols.Describe(cpu.Pc), "trapa #60", SelfCheckCause(cpu.ExitCode!.Value))
            : null;
    }

    private static string SelfCheckCause(int code) =>
        string.Create(CultureInfo.InvariantCulture, $"its self-check failed: it exited with {code}");

    private static string SelfCheck(CpuReport cpu) => cpu.ExitCode switch
    {
        null => "not reached",
        0 => "passed",
        _ => "failed",
    };

    private static ViolationPart Violation(PlannedRun run, ViolationMessage violation) => new(
        violation.Property,
        Hex(violation.Site),
        violation.Symbol.Length > 0 ? violation.Symbol : run.Symbols.Describe(violation.Site),
        violation.Cpu,
        violation.Nmi,
        [.. violation.Values.Select(Hex)],
        violation.Steps);

    private static LatencyPart Latency(LatencyCounts counts)
    {
        var histogram = LatencyHistogram.FromCounts(counts.Buckets);
        return new(Round(histogram.Percentile(0.5)), Round(histogram.Percentile(0.99)));
    }

    private static double? Round(double? microseconds) => microseconds is { } some ? Math.Round(some, 1) : null;

    private static string Hex(uint word) => word.ToString("x8", CultureInfo.InvariantCulture);
}
