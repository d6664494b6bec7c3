using SiloSim.CommandLine.Exec;
using SiloSim.Machine.Linux;
using Spectre.Console;

namespace SiloSim.CommandLine;

/// <summary>Where a command prints.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors, and with <c>--json</c> progress as well.</param>
internal sealed record Terminal(IAnsiConsole Out, IAnsiConsole Error)
{
    // Lines that go to a file or a pipe are not wrapped at the 80 columns of a terminal that is not there.
    private const int FileColumns = 120;

    /// <summary>Standard input, output and error of a program that is run; null for those of this process.</summary>
    public IReadOnlyList<IOpenFile>? StandardFiles { get; init; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new(
        Of(1, Console.Out, Console.IsOutputRedirected), Of(2, Console.Error, Console.IsErrorRedirected));

    /// <summary>A console without colours and motion.</summary>
    /// <param name="writer">Where it prints.</param>
    /// <param name="columns">Its width.</param>
    public static IAnsiConsole Plain(TextWriter writer, int columns = FileColumns)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = columns;
        return console;
    }

    private static IAnsiConsole Of(int descriptor, TextWriter writer, bool redirected) =>
        !HostFile.IsInherited(descriptor) ? Plain(TextWriter.Null)
            : redirected ? Plain(writer)
            : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}

/// <summary>Lines as they are: neither wrapped nor coloured.</summary>
internal static class RawLines
{
    /// <summary>Prints a line, however long.</summary>
    public static void RawLine(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(line);
}
