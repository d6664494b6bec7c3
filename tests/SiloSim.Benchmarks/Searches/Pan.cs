using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SiloSim.Ftrace;

namespace SiloSim.Benchmarks.Searches;

/// <summary>
/// SPIN's search of the same protocol: <c>spin</c> makes a program of the model in <c>Promela/mod-code.pml</c>, the program
/// is compiled once for each configuration, and run as often as it is measured.
/// </summary>
/// <remarks>
/// A search that is measured is depth-first with partial-order reduction and collapsed states, as <c>-O2 -DSAFETY
/// -DCOLLAPSE</c> gives it; the hash table and the stack are of the sizes that SPIN chooses. One that looks for a violation is
/// breadth-first, so that it finds the property that breaks first.
/// </remarks>
internal sealed partial class Pan : IDisposable
{
    private const string Spin = "spin";
    private const string Compiler = "gcc";
    private const string Generated = "pan.c";
    private static readonly string[] s_measured = ["-O2", "-DCOLLAPSE"];
    private static readonly string[] s_shortest = ["-O0", "-DBFS"];

    // Its states are stored in less than a millisecond: what it takes is the start of the process, the hash table included.
    private static readonly SearchConfiguration s_least = new(1, 1, 1, 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("silosim-pan-").FullName;
    private readonly Dictionary<SearchConfiguration, string> _compiled = [];
    private int _made;

    private Pan()
    {
    }

    /// <summary>Finds the tools.</summary>
    /// <param name="missing">The name of the first one that is not there; null if both are.</param>
    /// <returns>Null where one is not there.</returns>
    public static Pan? Find(out string? missing)
    {
        missing = Array.Find([Spin, Compiler], tool => Start(tool, [tool == Spin ? "-V" : "--version"], ".") is null);
        return missing is null ? new Pan() : null;
    }

    /// <summary>Searches all states.</summary>
    /// <param name="configuration">Compiled before the time begins.</param>
    /// <returns>What was found, and the time of the process.</returns>
    /// <exception cref="WrongWorkException">A tool failed, or the search came to no end.</exception>
    public (SearchResult Result, SearchTime Time) Run(SearchConfiguration configuration)
    {
        if (!_compiled.TryGetValue(configuration, out string? program))
        {
            program = Compile(configuration, s_measured);
            _compiled.Add(configuration, program);
        }
        return SearchTime.OfChild(() => Search(program));
    }

    /// <summary>The start of the process: what is to be taken off each time.</summary>
    public SearchTime StartOfProcess() => Run(s_least).Time;

    /// <summary>Looks for the violation that takes the fewest steps.</summary>
    /// <returns>The property that breaks; null where all hold.</returns>
    /// <exception cref="WrongWorkException">A tool failed, or the search came to no end.</exception>
    public Property? FirstViolation(SearchConfiguration configuration)
    {
        string program = Compile(configuration, s_shortest);
        Property? violation = Search(program).Violation;
        Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
        return violation;
    }

    /// <summary>Removes what was made.</summary>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Compile(SearchConfiguration configuration, string[] options)
    {
        string folder = Path.Combine(_folder, $"{++_made}");
        Directory.CreateDirectory(folder);
        string model = Path.Combine(AppContext.BaseDirectory, "Promela", "mod-code.pml");
        Tool(Spin, ["-a", .. Macros(configuration), model], folder);
        if (!File.Exists(Path.Combine(folder, Generated)))
        {
            throw new WrongWorkException($"{Spin} made no {Generated} for {configuration}");
        }

        // A process that may be held up by a condition is none that partial-order reduction can deal with.
        string[] reduction = configuration.Self ? ["-DNOREDUCE"] : [];
        Tool(Compiler, [.. options, "-w", "-DSAFETY", .. reduction, "-o", "pan", Generated], folder);
        return Path.Combine(folder, "pan");
    }

    private static IEnumerable<string> Macros(SearchConfiguration configuration) =>
    [
        $"-DC={configuration.NmiCpus}",
        $"-DK={configuration.NmisPerCpu}",
        $"-DS={configuration.Sites}",
        $"-DR={configuration.Rounds}",
        $"-D{configuration.Memory.ToUpperInvariant()}",
        .. configuration.Variant.RemovedNames.Select(step => $"-DWITHOUT_{step.Replace('-', '_').ToUpperInvariant()}"),
        .. configuration.Variant.PatchUnit == PatchUnit.Halfword ? ["-DHALFWORD"] : Array.Empty<string>(),
        .. configuration.Self ? ["-DSELF"] : Array.Empty<string>(),
        .. configuration.FailingWrite ? ["-DFAILING"] : Array.Empty<string>(),
    ];

    private static SearchResult Search(string program)
    {
        string output = Tool(program, [], Path.GetDirectoryName(program)!);
        long states = long.Parse(Value(output, States()), CultureInfo.InvariantCulture);
        long transitions = long.Parse(Value(output, Transitions()), CultureInfo.InvariantCulture);
        bool holds = Value(output, Errors()) == "0";
        if (output.Contains("max search depth too small", StringComparison.Ordinal)
            || (holds && output.Contains("Search not completed", StringComparison.Ordinal)))
        {
            throw new WrongWorkException($"pan did not come to the end of its search: {output}");
        }
        return new SearchResult(holds ? null : Violation(output), states, transitions, BytesPerState(output, states));
    }

    // Pan prints the text of the assertion, not the comment beside it.
    private static Property Violation(string output) => Value(output, Broken()) switch
    {
        var end when end.Contains("invalid end state", StringComparison.Ordinal) => Property.Deadlock,
        var assertion when assertion.Contains("wanted", StringComparison.Ordinal) => Property.WrongContent,
        var assertion when assertion.Contains("memory[", StringComparison.Ordinal) => Property.LastContent,
        var assertion when assertion.Contains("killed", StringComparison.Ordinal) => Property.Killed,
        var assertion when assertion.Contains("==high", StringComparison.Ordinal) => Property.Torn,
        var assertion when assertion.Contains("first==low", StringComparison.Ordinal) => Property.ChangedUnderNmi,
        var other => throw new WrongWorkException($"pan found what the model does not say: {other}"),
    };

    // As pan prints it, states of a small search take up the least that it allots; a breadth-first search prints it not at all.
    private static double BytesPerState(string output, long states) =>
        StateMegabytes().Match(output) is { Success: true } megabytes
            ? double.Parse(megabytes.Groups[1].Value, CultureInfo.InvariantCulture) * 1024 * 1024 / states : double.NaN;

    private static string Value(string output, Regex pattern) => pattern.Match(output) is { Success: true } match
        ? match.Groups[1].Value : throw new WrongWorkException($"pan printed no {pattern}: {output}");

    private static string Tool(string command, IEnumerable<string> arguments, string folder)
    {
        (int exitCode, string output) = Start(command, arguments, folder)
            ?? throw new WrongWorkException($"{command} cannot be started");
        return exitCode == 0 ? output : throw new WrongWorkException($"{command} ended with exit code {exitCode}: {output}");
    }

    private static (int ExitCode, string Output)? Start(string command, IEnumerable<string> arguments, string folder)
    {
        var output = new StringBuilder();
        try
        {
            using var process = new Process();
            process.StartInfo = new ProcessStartInfo(command, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            process.OutputDataReceived += (_, line) => Add(line.Data);
            process.ErrorDataReceived += (_, line) => Add(line.Data);
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return (process.ExitCode, output.ToString());
        }
        catch (Win32Exception)
        {
            return null;
        }

        void Add(string? line)
        {
            lock (output)
            {
                output.Append(line).Append('\n');
            }
        }
    }

    [GeneratedRegex(@"(\d+) states, stored")]
    private static partial Regex States();

    [GeneratedRegex(@"(\d+) transitions")]
    private static partial Regex Transitions();

    [GeneratedRegex(@"errors: (\d+)")]
    private static partial Regex Errors();

    [GeneratedRegex(@"pan:1: (.*) \(at depth")]
    private static partial Regex Broken();

    [GeneratedRegex(@"([\d.]+)\s+actual memory usage for states")]
    private static partial Regex StateMegabytes();
}
