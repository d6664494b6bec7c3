using System.Globalization;
using SiloSim.CommandLine.Exploring;
using SiloSim.Explorer.Models;
using SiloSim.Grains;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>What a machine has shown of a counterexample.</summary>
internal static class MachineReplayPage
{
    private const int LabelColumns = 13;

    /// <summary>Prints it.</summary>
    /// <param name="console">Where.</param>
    /// <param name="replay">The replay.</param>
    public static void Write(IAnsiConsole console, MachineReplay replay)
    {
        MachineReport report = replay.Report;
        console.Write(new Text(Headline(replay) + "\n", Style.Parse(replay.IsSame ? "bold red" : "bold yellow")));
        var rows = new LabelledRows(console, LabelColumns);
        rows.Write("grey", "machine", $"replay.elf on {Quantity.Of(report.Cpus.Count, "CPU")}, "
            + $"{Quantity.Of(report.Silos.Count, "silo")}: {Quantity.Of(report.Cpus.Sum(cpu => cpu.Instructions), "instruction")}, "
            + $"{Quantity.Of(report.Cpus.Sum(cpu => cpu.NmiTaken), "NMI")}, "
            + $"{Quantity.Of(report.Cpus.Sum(cpu => cpu.ReadsObserved), "read")} of call-site words");
        if (replay.Shown is { } shown)
        {
            rows.Write("grey", "it shows", Text(shown));
            foreach (string step in shown.Steps)
            {
                console.RawLine($"    {step}");
            }
        }
    }

    private static string Headline(MachineReplay replay)
    {
        ReplayOutcome outcome = replay.Report.Replay!;
        string steps = Quantity.Of(outcome.Step, "step");
        return replay.IsSame ? $"the machine does the same: {replay.Script.Finding.Property} after {steps}"
            : replay.Report.End == RunEnd.Interrupted ? "interrupted before the machine had taken all steps"
            : outcome.Parted is { } parted ? $"the machine does something else after {steps}: {parted}"
            : replay.Shown is { } shown ? $"the machine shows something else after {steps}: {shown.Property}"
            : $"the machine shows no violation in {steps}";
    }

    private static string Text(ViolationMessage shown)
    {
        string who = shown.Cpu < 0 ? "" : shown.Nmi > 0 ? $", cpu {shown.Cpu}, nmi {shown.Nmi}" : $", cpu {shown.Cpu}";
        string where = shown.Property == Finding.Livelock ? "" : string.Create(
            CultureInfo.InvariantCulture, $" at {shown.Site:x8}{(shown.Symbol.Length > 0 ? $" ({shown.Symbol})" : "")}");
        string values = shown.Values.Count == 0 ? "" : ": " + string.Join(" ", shown.Values.Select(
            value => value.ToString("x8", CultureInfo.InvariantCulture)));
        return $"{shown.Property}{where}{who}{values}";
    }
}
