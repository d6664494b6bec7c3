using System.CommandLine;
using SiloSim.CommandLine.Commands;
using SiloSim.Machine;

namespace SiloSim.CommandLine.Experiments;

/// <summary>Turns points into work, by the commands themselves: what they refuse is refused here.</summary>
internal static class ExperimentWork
{
    // What an experiment decides itself, or what would have each of its runs write the same file.
    private static readonly string[] s_notHere =
        ["--help", "--json", "--cluster", "--cluster-id", "--trace", "--svg", "--counterexample", "--checkpoint", "--all"];

    // A search of a guest's text has a page of its own, and no counts to compare.
    private static readonly string[] s_notOfExplore = ["--guest", "--bound", "--cpus"];

    private static readonly Terminal s_nowhere = new(Terminal.Plain(TextWriter.Null), Terminal.Plain(TextWriter.Null));

    /// <summary>The commands that experiments are made of.</summary>
    public static string[] Commands { get; } = ["run", "explore"];

    /// <summary>The options that a file may name, without their dashes.</summary>
    /// <param name="command">One of <see cref="Commands"/>.</param>
    public static IReadOnlyDictionary<string, Option> OptionsOf(string command) => Command(command).Options
        .Where(option => !s_notHere.Contains(option.Name) && !(command == "explore" && s_notOfExplore.Contains(option.Name)))
        .ToDictionary(static option => option.Name[2..]);

    /// <summary>Whether each repeat gets a seed of its own: of a search most strategies take none.</summary>
    public static bool TakesSeeds(IReadOnlyDictionary<string, Option> options) => options.ContainsKey("toggles");

    /// <summary>Plans one repeat of a point.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="point">The point.</param>
    /// <param name="seed">The repeat's seed; null for none.</param>
    /// <exception cref="ExperimentFileException">The command would refuse it.</exception>
    public static IPlannedWork Plan(ExperimentSpec spec, ExperimentPoint point, ulong? seed)
    {
        string[] arguments =
        [
            .. point.Arguments,
            .. seed is null ? (string[])[] : ["--seed", $"{seed}"],
            .. spec.Cluster is null ? (string[])[] : ["--cluster", spec.Cluster],
        ];
        ParseResult parsed = Command(spec.Command).Parse(arguments);
        try
        {
            return parsed.Errors is [{ } error, ..] ? throw new Grains.Runs.WrongUsageException(error.Message)
                : spec.Command == "run" ? RunCommand.Plan(parsed)
                : ExploreCommand.Plan(parsed);
        }
        catch (SiloSimException refused)
        {
            // The message begins with the option that it is about, or names the value that was given.
            long line = point.Options.FirstOrDefault(option => refused.Message.Contains("--" + option.Name, StringComparison.Ordinal)
                || option.Values.Any(value => value.Length > 0 && refused.Message.Contains(value, StringComparison.Ordinal)))?.Line ?? 1;
            throw new ExperimentFileException(spec.File, line, refused.Message);
        }
    }

    private static Command Command(string name) => name == "run" ? RunCommand.Build(s_nowhere) : ExploreCommand.Build(s_nowhere);
}
