using System.CommandLine;
using SiloSim.CommandLine.Clusters;
using SiloSim.CommandLine.Exploring;
using SiloSim.CommandLine.Rendering;
using SiloSim.Explorer.Pictures;
using SiloSim.Ftrace.Models;
using SiloSim.Grains.Runs;
using Spectre.Console;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim replay</c>: takes the steps of a counterexample again.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> s_file = new("FILE") { Description = "what silosim explore --counterexample has saved" };
    private static readonly Option<string> s_svg = new("--svg") { HelpName = "FILE", Description = "draw it" };
    private static readonly Option<bool> s_machine = new("--machine")
    {
        Description = "then take them on a machine of grains as well",
    };

    private static readonly Option<int?> s_silos =
        Numbers.Option<int>("--silos", "N", "its silos: some here [1], or running ones");

    private static readonly Option<string> s_cluster = new("--cluster") { HelpName = "LIST" };
    private static readonly Option<string> s_clusterId = new("--cluster-id") { Hidden = true, HelpName = "NAME" };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("replay", "Takes the steps of a counterexample again, as a search saved it.")
        {
            s_file, s_svg, s_machine, s_silos, s_cluster, s_clusterId,
        };
        command.Options.Add(HelpPage.Option("silosim replay nmi-write.txt"));
        command.SetAction(async (parsed, cancel) => (int)await Run(parsed, terminal, cancel));
        return command;
    }

    private static async Task<ExitCode> Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        ClusterChoice silos = new ClusterChoice(
            parsed.GetValue(s_silos), parsed.GetValue(s_cluster), parsed.GetValue(s_clusterId)).Checked();
        bool onMachine = parsed.GetValue(s_machine);
        if (silos.IsMade && !onMachine)
        {
            throw new WrongUsageException("--silos and --cluster are for --machine: the explorer needs none");
        }
        string file = parsed.GetRequiredValue(s_file);
        OutputFile.Differ(file, parsed.GetValue(s_svg));
        Counterexample counterexample = CounterexampleInput.Read(file);
        MachineReplay? machine = onMachine ? await MachineReplay.Run(counterexample, silos, cancel) : null;
        string options = ConfigurationText.Of(counterexample.Configuration);
        OutputFile.Of("--svg", parsed.GetValue(s_svg))?.Write(PictureSvg.Of(counterexample.Picture, "silosim explore " + options));
        terminal.Out.Write(new Text(
            $"violation again: {counterexample.Finding.Property} after {Quantity.Of(counterexample.Choices.Length, "step")}\n",
            Style.Parse("bold red")));
        terminal.Out.RawLine("of silosim explore " + options);
        ExplorePage.WritePicture(terminal.Out, counterexample.Picture);
        if (machine is null)
        {
            return ExitCode.Violation;
        }
        terminal.Out.RawLine("");
        MachineReplayPage.Write(terminal.Out, machine);
        return machine.IsSame ? ExitCode.Violation : ExitCode.Inconclusive;
    }
}
