using System.CommandLine;
using SiloSim.CommandLine.Exploring;
using SiloSim.CommandLine.Rendering;
using SiloSim.Explorer.Pictures;
using SiloSim.Ftrace.Models;
using Spectre.Console;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim replay</c>: takes the steps of a counterexample again.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> s_file = new("FILE") { Description = "what silosim explore --counterexample has saved" };
    private static readonly Option<string> s_svg = new("--svg") { HelpName = "FILE", Description = "draw it" };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("replay", "Takes the steps of a counterexample again, as a search saved it.")
        {
            s_file, s_svg,
        };
        command.Options.Add(HelpPage.Option("silosim replay nmi-write.txt"));
        command.SetAction(parsed => (int)Run(parsed, terminal));
        return command;
    }

    private static ExitCode Run(ParseResult parsed, Terminal terminal)
    {
        Counterexample counterexample = CounterexampleInput.Read(parsed.GetRequiredValue(s_file));
        string options = ConfigurationText.Of(counterexample.Configuration);
        OutputFile.Of("--svg", parsed.GetValue(s_svg))?.Write(PictureSvg.Of(counterexample.Picture, "silosim explore " + options));
        terminal.Out.Write(new Text(
            $"violation again: {counterexample.Finding.Property} after {Quantity.Of(counterexample.Choices.Length, "step")}\n",
            Style.Parse("bold red")));
        terminal.Out.RawLine("of silosim explore " + options);
        ExplorePage.WritePicture(terminal.Out, counterexample.Picture);
        return ExitCode.Violation;
    }
}
