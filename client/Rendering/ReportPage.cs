using System.Globalization;
using SiloSim.Grains.Runs;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>The page that a run ends with: what it comes to, then the figures, most telling first.</summary>
internal static class ReportPage
{
    private const int LabelColumns = 13;
    private const int ViolationsShown = 3;
    private const int StepsShown = 12;
    private const int SilosShown = 16;

    /// <summary>Prints the page.</summary>
    /// <param name="console">Where.</param>
    /// <param name="report">What the run has measured.</param>
    public static void Write(IAnsiConsole console, RunReport report)
    {
        (string colour, string headline) = Headline(report);
        console.MarkupLine($"[bold {colour}]{Markup.Escape(headline)}[/]");
        var rows = new LabelledRows(console, LabelColumns);
        foreach ((string name, string text) in Rows(report))
        {
            rows.Write("grey", name, text);
        }
        foreach (ViolationPart violation in report.Violations.Take(ViolationsShown))
        {
            WriteViolation(console, violation);
        }
        if (report.Violations.Count > ViolationsShown)
        {
            console.RawLine(string.Create(
                CultureInfo.InvariantCulture, $"and {report.Violations.Count - ViolationsShown} more: see --json"));
        }
    }

    /// <summary>A guest's failure in one line.</summary>
    public static string FailureLine(GuestFailurePart failure) => string.Create(
        CultureInfo.InvariantCulture,
        $"cpu {failure.Cpu}: {failure.Cause} at {failure.Pc} ({failure.Symbol}): {failure.Instruction}");

    private static (string Colour, string Headline) Headline(RunReport report) => report.Outcome switch
    {
        RunOutcome.Done when report.Modifications.Wanted == 0 => ("green", "done: the guest ran; nothing was to be modified"),
        RunOutcome.Done => ("green", "done: nothing torn, nothing changed under an NMI"),
        RunOutcome.Violation => ("red", "violation: " + Broken(report)),
        RunOutcome.GuestFailed => ("red", "guest failed" + (report.GuestFailure is { } failure ? ": " + FailureLine(failure) : "")),
        RunOutcome.Interrupted => ("yellow", "interrupted"),
        _ => ("yellow", "inconclusive: " + Doubt(report)),
    };

    private static string Broken(RunReport report)
    {
        string[] properties = [.. report.Violations.Select(static violation => violation.Property).Distinct()];
        return properties.Length > 0 ? string.Join(", ", properties) : "torn or changed words";
    }

    private static string Doubt(RunReport report)
    {
        ModificationsPart modifications = report.Modifications;
        long tried = modifications.Done + modifications.Failed.Fault + modifications.Failed.Invalid
            + modifications.Failed.NotPermitted;
        return tried < modifications.Wanted ? "the time limit came before all modifications were done"
            : report.Reads.Observed == 0 && modifications.Wanted > 0 ? "the guest read no call site"
            : report.Control is not null ? "the control run did not see both a torn and a changed word"
            : "the time limit came first";
    }

    private static IEnumerable<(string Name, string Text)> Rows(RunReport report)
    {
        yield return ("guest", $"{report.Guest} on {Quantity.Of(report.Cpus, "CPU")}, {Quantity.Of(report.Silos, "silo")}{Placement(report)}, "
            + $"{report.Mode}, seed {report.Seed}");
        if (report.Without.Count > 0 || report.PatchUnit != "word")
        {
            yield return ("variant", Variant(report.Without, report.PatchUnit));
        }
        if (report.Modifications.Wanted > 0)
        {
            yield return ("modifications", Modifications(report));
            yield return ("reads", $"{Quantity.Exact(report.Reads.Observed)} of call-site words: {Quantity.Exact(report.Reads.Torn)} torn, "
                + $"{Quantity.Exact(report.Reads.ChangedUnderNmi)} changed under an NMI");
        }
        yield return ("NMIs", $"{Quantity.Exact(report.Nmi.Taken)} taken, {Quantity.Exact(report.Nmi.WroteCode)} wrote the code, "
            + $"{Quantity.Exact(report.Nmi.HeldBack)} held back; dyn_info \"{report.DynInfo}\"");
        if (report.Control is { } control)
        {
            yield return ("control", $"{Variant(control.Without, control.PatchUnit)}: {Quantity.Of(control.Violations, "violation")} "
                + $"in {Quantity.Exact(control.Observed)} reads{(report.Outcome == RunOutcome.Done ? ", so the detector sees" : "")}");
        }
        yield return ("self-checks", $"{report.SelfChecks.Passed} passed, {report.SelfChecks.Failed} failed");
        yield return ("speed", $"{Quantity.Exact(report.Instructions)} instructions in "
            + string.Create(CultureInfo.InvariantCulture, $"{report.WallSeconds:0.0} s: ")
            + $"{Quantity.Short(report.InstructionsPerSecond)} a second");
        if (report.NmiMicroseconds.Median is not null || report.StopMachineMicroseconds.Median is not null)
        {
            yield return ("latency", $"NMI {Latency(report.NmiMicroseconds)}; stop_machine {Latency(report.StopMachineMicroseconds)}");
        }
        if (report.CpusMoved > 0)
        {
            yield return ("moved", $"{Quantity.Of(report.CpusMoved, "CPU")} to another silo, while the machine ran");
        }
        foreach (SiloPart silo in report.Silos > 1 ? report.PerSilo.Take(SilosShown) : [])
        {
            yield return ($"silo {silo.Silo}", $"{Quantity.Of(silo.Cpus, "CPU")}, {Quantity.Exact(silo.Instructions)} instructions, "
                + $"{Quantity.Exact(silo.FramesIn)} frames in, {Quantity.Exact(silo.FramesOut)} out");
        }
    }

    // On one silo there is nothing to say, unless something was asked for.
    private static string Placement(RunReport report) =>
        report.Silos == 1 && report.Placement == "spread" ? "" : $" ({report.Placement})";

    private static string Modifications(RunReport report)
    {
        FailedPart failed = report.Modifications.Failed;
        string failures = string.Concat(
            Failures("EFAULT", failed.Fault), Failures("EINVAL", failed.Invalid), Failures("EPERM", failed.NotPermitted));
        return $"{Quantity.Exact(report.Modifications.Done)} of {Quantity.Exact(report.Modifications.Wanted)} done"
            + $"{failures}; {Quantity.Of(report.CallSites, "call site")}, "
            + $"{Quantity.Of(report.StopMachineRounds, "round")} of stop_machine";
    }

    private static string Failures(string error, long count) => count == 0 ? "" : $", {Quantity.Exact(count)} failed with -{error}";

    private static string Variant(IReadOnlyList<string> without, string patchUnit) =>
        (without.Count > 0 ? "without " + string.Join(", ", without) : "whole protocol")
        + (patchUnit == "word" ? "" : $", by {patchUnit}");

    private static string Latency(LatencyPart latency) => latency.Median is null
        ? "not measured"
        : $"median {Quantity.Time(latency.Median)}, p99 {Quantity.Time(latency.P99)}";

    private static void WriteViolation(IAnsiConsole console, ViolationPart violation)
    {
        string who = violation.Cpu < 0 ? "the patcher" : string.Create(CultureInfo.InvariantCulture, $"cpu {violation.Cpu}");
        string nmi = violation.Nmi > 0 ? string.Create(CultureInfo.InvariantCulture, $", NMI {violation.Nmi}") : "";
        string values = violation.Values.Count > 0 ? $": saw {string.Join(", then ", violation.Values)}" : "";
        console.MarkupLine($"[red]{Markup.Escape(violation.Property)}[/] at {violation.Site} ({Markup.Escape(violation.Symbol)}), "
            + $"{who}{nmi}{values}");
        foreach (string step in violation.Steps.TakeLast(StepsShown))
        {
            console.RawLine("  " + step);
        }
    }
}
