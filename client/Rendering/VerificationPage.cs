using SiloSim.CommandLine.Exploring;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>The table of all verdicts, for people.</summary>
internal static class VerificationPage
{
    /// <summary>Prints the table.</summary>
    /// <param name="console">Where.</param>
    /// <param name="rows">The rows that were searched.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<(VerificationRow Row, Explored Explored)> rows)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("configuration: C,K,S,R");
        table.AddColumn("protocol");
        table.AddColumn("verdict");
        table.AddColumn(new TableColumn("steps").RightAligned());
        table.AddColumn(new TableColumn("states").RightAligned());
        string group = "";
        foreach ((VerificationRow row, Explored explored) in rows)
        {
            if (row.Group != group)
            {
                group = row.Group;
                table.AddRow(new Text(group, Style.Parse("bold")));
            }
            table.AddRow(
                new Text("  " + Short(row.Configuration)),
                new Text(Protocol(row.Configuration)),
                Verdict(row, explored),
                new Text(explored.Result.Finding is null ? "" : Quantity.Exact(explored.Result.Counterexample.Length)),
                new Text(Quantity.Exact(explored.Result.States)));
        }
        console.Write(table);
        int good = rows.Count(pair => VerificationRun.IsAsExpected(pair.Row, pair.Explored));
        string line = $"{Quantity.Exact(good)} of {Quantity.Of(VerificationTable.All.Length, "verdict")} as expected";
        bool isGood = good == VerificationTable.All.Length;
        console.Write(new Text(line + "\n", Style.Parse(isGood ? "bold green" : "bold red")));
        console.RawLine("C NMI CPUs with K NMIs each, S sites, R rounds; steps: the shortest counterexample's");
    }

    private static string Short(SeedConfiguration configuration)
    {
        string nmis = configuration.Nmis is int count ? $"{count}" : "-";
        return $"{configuration.NmiCpus},{nmis},{configuration.Sites},{configuration.Rounds} {KebabCase.Of(configuration.Memory)}"
            + (configuration.Self ? " self" : "")
            + (configuration.Readers > 0 ? $" readers {configuration.Readers}" : "")
            + (configuration.Variant.PatchUnit == PatchUnit.Halfword ? " halfword" : "")
            + (configuration.FailingWrite ? " failing" : "")
            + (configuration.EarlyLoads ? " early loads" : "")
            + (configuration.Flush == FlushReach.Local ? "" : $" flush {KebabCase.Of(configuration.Flush)}");
    }

    private static string Protocol(SeedConfiguration configuration)
    {
        string[] without = [.. ConfigurationText.WithoutOf(configuration)];
        return without.Length == 0 ? "whole" : "without " + string.Join(", ", without);
    }

    private static Text Verdict(VerificationRow row, Explored explored)
    {
        string verdict = explored.Property ?? KebabCase.Of(explored.Result.Verdict);
        return VerificationRun.IsAsExpected(row, explored)
            ? new Text(verdict, Style.Parse(row.Property is null ? "green" : "red"))
            : new Text($"{verdict}, not {row.PropertyName ?? KebabCase.Of(Explorer.Search.Verdict.Holds)}", Style.Parse("bold magenta"));
    }
}
