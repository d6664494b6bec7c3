using System.CommandLine;
using SiloSim.CommandLine.Rendering;
using SiloSim.Ftrace;
using Spectre.Console;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim variants</c>: lists the steps that can be left out, and what each is for.</summary>
internal static class VariantsCommand
{
    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("variants", "Lists the steps that --without leaves out, and what each is for.");
        command.Options.Add(HelpPage.Option("silosim variants"));
        command.SetAction(_ =>
        {
            Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
            foreach (StepDescription step in StepCatalog.All)
            {
                grid.AddRow(new Markup($"[bold]{step.Name}[/]"), new Text(step.Purpose));
                grid.AddRow(new Text(""), new Text($"Without it: {step.Breaks}"));
                grid.AddRow(new Text(""), new Markup($"[grey]{Markup.Escape(Shows(step))}[/]"));
            }
            terminal.Out.Write(grid);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static string Shows(StepDescription step)
    {
        string property = step.ProtectsName is { } name ? name + ", " : "";
        string together = step.Together is { } other ? $" together with {KebabCase.Of(other)}" : "";
        return step.ShowsOn switch
        {
            ShowsOn.Machine => $"Shows as {property}in a run.",
            ShowsOn.StoreBuffers => $"Shows as {property}only with store buffers{together}: this machine's memory is in order.",
            ShowsOn.EarlyLoads => $"Shows as {property}only where loads move up: this machine's memory is in order.",
            _ => "Shows nowhere on this machine.",
        };
    }
}
