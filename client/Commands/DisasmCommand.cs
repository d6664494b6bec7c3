using System.CommandLine;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains.Runs;
using SiloSim.Machine;
using Symbol = SiloSim.Machine.Symbol;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim disasm</c>: prints the text of a guest, or of one of its functions.</summary>
internal static class DisasmCommand
{
    private static readonly Argument<string> s_file = new("FILE") { Description = "SuperH ELF" };
    private static readonly Argument<string?> s_symbol = new("SYMBOL")
    {
        Description = "a function, or a pattern such as 'fib*' [all text]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("disasm", "Prints the text of a guest, or of its functions that match a name.")
        {
            s_file, s_symbol,
        };
        command.Options.Add(HelpPage.Option("silosim disasm tests/guests/bin/trace.elf ftrace_caller"));
        command.SetAction(parsed =>
        {
            var guest = GuestFile.LoadEither(parsed.GetRequiredValue(s_file));
            var listing = new TextListing(guest.Elf);
            IEnumerable<string> lines = listing.Lines();
            if (parsed.GetValue(s_symbol) is { } pattern)
            {
                Symbol[] functions = [.. guest.Elf.Symbols.Match(pattern).Where(symbol => listing.IsText(symbol.Address))];
                if (functions.Length == 0)
                {
                    throw new WrongUsageException($"{guest.Name} has no function {pattern}");
                }
                lines = functions.DistinctBy(static function => function.Address).SelectMany(listing.Lines);
            }
            foreach (string line in lines)
            {
                terminal.Out.Profile.Out.Writer.WriteLine(line);
            }
            return (int)ExitCode.Done;
        });
        return command;
    }
}
