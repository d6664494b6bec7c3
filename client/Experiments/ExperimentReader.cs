using System.CommandLine;
using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace SiloSim.CommandLine.Experiments;

/// <summary>Reads an experiment's file. What an option may be is the command's to say, whose options these are.</summary>
internal static class ExperimentReader
{
    private const int MostRepeats = 10_000;
    private const int MostPoints = 100_000;
    private const int MostSeconds = 30 * 24 * 3600;

    /// <summary>The keys of a file.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "title", "text", "command", "options", "sweep", "repeats", "seeds", "warm-up", "parallel", "time-limit", "cluster", "plots",
    ];

    /// <summary>The keys of a plot.</summary>
    public static IReadOnlyList<string> PlotKeys { get; } = ["name", "title", "x", "y", "series", "log-x", "log-y", "error-bars"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="settings">What <c>--set</c> says instead of the file: keys with their values.</param>
    /// <exception cref="ExperimentFileException">It says something that cannot be.</exception>
    public static ExperimentSpec Read(string path, IReadOnlyDictionary<string, string> settings)
    {
        YamlMap file = YamlMap.Load(path);
        file.Allow(Keys);
        string command = file.OneOf("command", ExperimentWork.Commands) ?? throw file.Wrong(1, "an experiment needs the key command: run or explore");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        IReadOnlyDictionary<string, Option> known = ExperimentWork.OptionsOf(command);
        YamlMap? options = file.Map("options", "options of " + command);
        YamlMap? sweep = file.Map("sweep", "options of " + command + " with a list of values each");
        var axes = new List<(string Name, List<OptionValue> Values)>();
        foreach ((string key, long line, YamlNode value) in options?.Entries ?? [])
        {
            axes.Add((key, [Value(file, folder, known, key, line, value)]));
        }
        foreach ((string key, long line, YamlNode value) in sweep?.Entries ?? [])
        {
            if (axes.Any(axis => axis.Name == key))
            {
                throw file.Wrong(line, $"{key}: it is among the options already");
            }
            List<OptionValue> values = value is YamlSequenceNode { Children.Count: > 0 } list
                ? [.. list.Select(item => Value(file, folder, known, key, item.Start.Line, item))]
                : throw file.Wrong(line, $"{key}: a list of the values that it takes");
            axes.Add((key, values));
        }
        foreach ((string name, string value) in settings.Where(static setting => setting.Key != "repeats"))
        {
            if (!known.TryGetValue(name, out Option? option))
            {
                throw new Grains.Runs.WrongUsageException($"--set {name}={value}: no option of {command}, and not repeats");
            }
            axes.RemoveAll(axis => axis.Name == name);
            axes.Add((name, [.. value.Split(',').Select(one => new OptionValue(name, [one], option.ValueType == typeof(bool), 1))]));
        }
        string[] swept = [.. axes.Where(static axis => axis.Values.Count > 1).Select(static axis => axis.Name)];
        (int repeats, IReadOnlyList<ulong> seeds) = Repeats(file, known, axes, settings);
        var spec = new ExperimentSpec
        {
            File = Path.GetFileName(path),
            Name = Path.GetFileNameWithoutExtension(path),
            Title = file.Text("title") ?? Path.GetFileNameWithoutExtension(path),
            Text = file.Text("text")?.Trim() ?? "",
            Command = command,
            Points = [.. Combinations(file, axes)],
            Swept = swept,
            Repeats = repeats,
            Seeds = seeds,
            WarmUp = file.Number("warm-up", 0, MostRepeats) ?? 0,
            Parallel = file.Number("parallel", 1, 64) ?? 1,
            TimeLimit = file.Number("time-limit", 1, MostSeconds) is int seconds ? TimeSpan.FromSeconds(seconds) : null,
            Cluster = file.Text("cluster"),
            Plots = [.. file.Maps("plots", "a plot").Select(plot => Plot(plot, command, [.. axes.Select(static axis => axis.Name)]))],
        };
        return spec.Plots.GroupBy(static plot => plot.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice
            ? throw file.Wrong(file.LineOf("plots"), $"two plots are called {twice.Key}")
            : spec;
    }

    private static OptionValue Value(
        YamlMap file, string folder, IReadOnlyDictionary<string, Option> known, string key, long line, YamlNode value)
    {
        if (!known.TryGetValue(key, out Option? option))
        {
            throw file.Wrong(line, $"{key}: no such option; there are {string.Join(", ", known.Keys)}");
        }
        if (option.ValueType == typeof(bool))
        {
            string text = file.Text(value, key);
            return text is "true" or "false"
                ? new OptionValue(key, [text], IsFlag: true, line)
                : throw file.Wrong(line, $"{key} {text}: true or false");
        }
        string[] values = option.ValueType == typeof(string[]) && value is YamlSequenceNode list
            ? [.. list.Select(item => file.Text(item, key))]
            : [file.Text(value, key)];
        // A guest is named from where the file is, wherever the command is started.
        return new OptionValue(key, key == "guest" ? [.. values.Select(path => Path.Combine(folder, path))] : values, IsFlag: false, line);
    }

    private static (int Repeats, IReadOnlyList<ulong> Seeds) Repeats(
        YamlMap file, IReadOnlyDictionary<string, Option> known, List<(string Name, List<OptionValue> Values)> axes,
        IReadOnlyDictionary<string, string> settings)
    {
        ulong[] seeds = [.. file.Sequence("seeds").Select(item =>
            ulong.TryParse(file.Text(item, "seeds"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
                ? seed
                : throw file.Wrong(item.Start.Line, $"seeds {item}: whole numbers from 0 on"))];
        int? repeats = file.Number("repeats", 1, MostRepeats);
        bool isSet = axes.Any(static axis => axis.Name == "seed");
        if (seeds.Length > 0 && (repeats is not null || isSet || !known.ContainsKey("seed")))
        {
            throw file.Wrong(file.LineOf("seeds"), "seeds: each is a repeat, so neither repeats nor the option seed goes with them");
        }
        if (settings.TryGetValue("repeats", out string? set))
        {
            repeats = int.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostRepeats
                ? number
                : throw new Grains.Runs.WrongUsageException($"--set repeats={set}: a whole number, 1 to {MostRepeats}");
            seeds = [.. seeds.Take(number)];
        }
        int count = seeds.Length > 0 ? seeds.Length : repeats ?? 1;
        bool isRun = ExperimentWork.TakesSeeds(known);
        return (count, seeds.Length > 0 || isSet || !isRun ? seeds : [.. Enumerable.Range(1, count).Select(static seed => (ulong)seed)]);
    }

    /// <summary>Every combination; the last option of the file changes first.</summary>
    private static IEnumerable<ExperimentPoint> Combinations(YamlMap file, List<(string Name, List<OptionValue> Values)> axes)
    {
        if (axes.Aggregate(1.0, static (points, axis) => points * axis.Values.Count) > MostPoints)
        {
            throw file.Wrong(file.LineOf("sweep"), $"more than {MostPoints} points");
        }
        IEnumerable<IEnumerable<OptionValue>> points = [[]];
        foreach ((_, List<OptionValue> values) in axes)
        {
            points = points.SelectMany(point => values.Select(point.Append));
        }
        return points.Select(static point => new ExperimentPoint([.. point]));
    }

    private static PlotSpec Plot(YamlMap plot, string command, string[] options)
    {
        plot.Allow(PlotKeys);
        string[] figures = [.. Figures.Of(command).Select(static figure => figure.Name)];
        string y = Known("y", figures, plot.Needed("y"));
        string name = plot.Text("name") ?? y;
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw plot.Wrong(plot.LineOf("name"), $"name '{name}': letters, digits, - and _, since files are called so");
        }
        return new PlotSpec
        {
            Name = name,
            Title = plot.Text("title") ?? name,
            X = Known("x", [.. options, .. figures], plot.Needed("x")),
            Y = y,
            Series = plot.Text("series") is { } series ? Known("series", options, series) : null,
            LogX = plot.Flag("log-x") ?? false,
            LogY = plot.Flag("log-y") ?? false,
            ErrorBars = Enum.Parse<ErrorBars>(plot.OneOf("error-bars", "none", "range", "deviation") ?? "none", ignoreCase: true),
        };

        string Known(string key, string[] names, string value) => names.Contains(value)
            ? value
            : throw plot.Wrong(plot.LineOf(key), $"{key} {value}: not among {string.Join(", ", names)}");
    }
}
