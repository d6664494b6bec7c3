using System.CommandLine;
using SiloSim.CommandLine.Rendering;
using SiloSim.Ftrace;

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
            var rows = new LabelledRows(terminal.Out, StepCatalog.All.Max(static step => step.Name.Length));
            foreach (StepDescription step in StepCatalog.All)
            {
                rows.Write("bold", step.Name, step.Purpose);
                rows.Write("bold", "", "Without it: " + step.Breaks);
                rows.Write("bold", "", Shows(step));
            }
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static string Shows(StepDescription step)
    {
        string shows = step.ProtectsName is { } name ? $"Shows as {name}" : "Shows";
        string together = step.Together is { } other ? $" together with {KebabCase.Of(other)}" : "";
        return step.ShowsOn switch
        {
            ShowsOn.Machine => $"{shows} in a run.",
            ShowsOn.StoreBuffers => $"{shows} only with store buffers{together}: this machine's memory is in order.",
            ShowsOn.EarlyLoads => $"{shows} only where loads move up: this machine's memory is in order.",
            _ => "Shows nowhere here.",
        };
    }
}
