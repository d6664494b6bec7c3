using System.CommandLine;
using SiloSim.CommandLine.Rendering;
using SiloSim.Machine;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim sites</c>: lists the call sites of a guest.</summary>
internal static class SitesCommand
{
    private static readonly Argument<string> s_file = new("FILE") { Description = "SuperH ELF built with gcc -pg" };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("sites", "Lists the call sites of a guest: their addresses and functions.") { s_file };
        command.Options.Add(HelpPage.Option("silosim sites tests/guests/bin/trace.elf"));
        command.SetAction(parsed =>
        {
            IReadOnlyList<CallSite> sites = CallSiteFinder.Find(GuestFile.Load(parsed.GetRequiredValue(s_file)).Elf);
            foreach (CallSite site in sites)
            {
                terminal.Out.RawLine($"{site.Address:x8} {site.Symbol}");
            }
            terminal.Out.RawLine(sites.Count == 0 ? "no call sites" : Quantity.Of(sites.Count, "call site"));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
