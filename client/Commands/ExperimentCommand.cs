using System.CommandLine;
using SiloSim.CommandLine.Experiments;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim experiment</c>: makes the runs or searches that a file asks for, and draws what they have measured.</summary>
internal static class ExperimentCommand
{
    private static readonly Argument<string> s_file = new("FILE") { Description = "the experiment, in YAML; docs/EXPERIMENTS.md says how" };
    private static readonly Option<string> s_out = new("--out")
    {
        HelpName = "FOLDER",
        Description = "results, plots, report [the file's name with -results]",
    };

    private static readonly Option<string[]> s_set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "an option, or repeats, instead of the file's; repeatable",
    };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("experiment", "Makes the runs or searches that a file asks for, and draws them.")
        {
            s_file, s_out, s_set,
        };
        command.Options.Add(HelpPage.Option("silosim experiment experiments/scaling.yaml"));
        command.SetAction(async (parsed, cancel) => (int)await Run(parsed, terminal, cancel));
        return command;
    }

    private static async Task<ExitCode> Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        string file = parsed.GetValue(s_file)!;
        if (!File.Exists(file))
        {
            throw new WrongUsageException($"{file}: no such file");
        }
        ExperimentSpec spec = ExperimentReader.Read(file, Settings(parsed.GetValue(s_set) ?? []));
        string folder = parsed.GetValue(s_out) ?? spec.Name + "-results";
        Directory.CreateDirectory(folder);
        using var results = ResultsFile.Open(Path.Combine(folder, "results.jsonl"));
        var runner = new ExperimentRunner(spec, results, terminal.Out.RawLine);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (spec.TimeLimit is { } patience)
        {
            limit.CancelAfter(patience);
        }
        int before = runner.Rows.Count;
        try
        {
            await runner.Run(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Interrupted where nothing was measured yet: what is there is there.
        }
        finally
        {
            Write(terminal, spec, folder, runner);
        }
        int missing = runner.Wanted - runner.Rows.Count;
        if (missing == 0)
        {
            terminal.Out.RawLine(before == runner.Wanted
                ? $"done: {Quantity.Of(runner.Wanted, "measurement")}, all there before; {Path.Combine(folder, "report.md")}"
                : $"done: {Quantity.Of(runner.Wanted, "measurement")}, {Quantity.Exact(before)} there before; {Path.Combine(folder, "report.md")}");
            return ExitCode.Done;
        }
        string why = cancel.IsCancellationRequested ? "interrupted" : "the time limit was reached";
        terminal.Out.RawLine(
            $"{why}: {Quantity.Exact(runner.Rows.Count)} of {Quantity.Of(runner.Wanted, "measurement")} made; the same command goes on");
        return ExitCode.Inconclusive;
    }

    private static void Write(Terminal terminal, ExperimentSpec spec, string folder, ExperimentRunner runner)
    {
        IReadOnlyList<ResultRow> rows = runner.Rows;
        File.WriteAllText(Path.Combine(folder, "results.csv"), ResultsCsv.Of(spec, rows));
        File.WriteAllText(Path.Combine(folder, "report.md"), ExperimentReport.Of(spec, rows, runner.Wanted - rows.Count));
        foreach (PlotSpec plot in spec.Plots)
        {
            var data = PlotData.Of(plot, rows);
            if (data.Lines.Count > 0)
            {
                PlotFile.Write(
                    data, ExperimentReport.AxisLabel(spec, plot.X), ExperimentReport.AxisLabel(spec, plot.Y), Path.Combine(folder, plot.Name));
            }
        }
        if (spec.Plots.Count > 0 && !PlotFile.HasFonts)
        {
            terminal.Error.RawLine("silosim: no fonts are installed on this host: the plots have no text");
        }
    }

    private static Dictionary<string, string> Settings(string[] settings)
    {
        var set = new Dictionary<string, string>();
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !set.TryAdd(setting[..equals], setting[(equals + 1)..]))
            {
                throw new WrongUsageException($"--set {setting}: KEY=VALUE, each key once");
            }
        }
        return set;
    }
}
