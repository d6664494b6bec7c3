using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SiloSim.CommandLine.Rendering;

/// <summary>The page that <c>--help</c> prints: a line per option, so that it fits a screen, and an example.</summary>
internal sealed class HelpPage(string example) : SynchronousCommandLineAction
{
    /// <summary>The option <c>--help</c> of a command.</summary>
    /// <param name="example">A command line that does something worth seeing.</param>
    /// <param name="besideTheLast">It shares the row of the last option, on a page that is full.</param>
    public static HelpOption Option(string example, bool besideTheLast = false) => new()
    {
        Description = besideTheLast ? null : "print this page",
        Action = new HelpPage(example),
    };

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter writer = parseResult.InvocationConfiguration.Output;
        Write(parseResult.CommandResult.Command, writer);
        return (int)ExitCode.Done;
    }

    private void Write(Command command, TextWriter writer)
    {
        bool isRoot = command is RootCommand;
        string arguments = string.Concat(command.Arguments.Select(
            static argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : " " + argument.Name));
        writer.WriteLine(command.Description);
        bool isOfProgram = command.Arguments.Any(static argument => argument.CaptureRemainingTokens);
        writer.WriteLine(isOfProgram
            ? $"Usage: silosim {command.Name} [options]{arguments} [ARGS]"
            : $"Usage: silosim {(isRoot ? "COMMAND" : command.Name)}{arguments} [options]");
        writer.WriteLine($"Example: {example}");
        (string Name, string? Description)[] rows =
        [
            .. command.Subcommands.Select(static part => (part.Name, part.Description)),
            .. command.Arguments.Select(static argument => (argument.Name, argument.Description)),
            .. OptionRows(command),
        ];
        int width = rows.Max(static row => row.Name.Length);
        foreach ((string name, string? description) in rows)
        {
            writer.WriteLine($"  {name.PadRight(width)}  {description}");
        }
    }

    /// <summary>A row for each option; one without a description shares the row of the one before it.</summary>
    private static List<(string Name, string? Description)> OptionRows(Command command)
    {
        List<(string Name, string? Description)> rows = [];
        foreach (Option option in command.Options.Where(static option => !option.Hidden))
        {
            if (option.Description is null && rows.Count > 0)
            {
                rows[^1] = ($"{rows[^1].Name}, {Label(option)}", rows[^1].Description);
            }
            else
            {
                rows.Add((Label(option), option.Description));
            }
        }
        return rows;
    }

    private static string Label(Option option) =>
        option.HelpName is null ? option.Name : $"{option.Name} {option.HelpName}";
}
