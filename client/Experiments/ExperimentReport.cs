using System.Globalization;
using System.Text;

namespace SiloSim.CommandLine.Experiments;

/// <summary>The page about an experiment: what was measured, on what, the plots and their numbers.</summary>
internal static class ExperimentReport
{
    /// <summary>The page, in Markdown.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="missing">Measurements that are not made yet.</param>
    public static string Of(ExperimentSpec spec, IReadOnlyList<ResultRow> rows, int missing)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {spec.Title}\n\n");
        if (spec.Text.Length > 0)
        {
            page.Append(spec.Text).Append("\n\n");
        }
        page.Append(CultureInfo.InvariantCulture, $"`silosim {spec.Command}`, {spec.Points.Count} points, each {spec.Repeats} times: ");
        page.Append(CultureInfo.InvariantCulture, $"{rows.Count} measurements in [results.csv](results.csv) and [results.jsonl](results.jsonl)");
        page.Append(missing == 0 ? ".\n" : string.Create(CultureInfo.InvariantCulture, $"; {missing} are not made yet.\n"));
        foreach (IGrouping<(HostDescription Host, string Version), ResultRow> host in rows.GroupBy(static row => (row.Host, row.Version)))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"\n- {host.Count()} on {host.Key.Host.Processor}, {host.Key.Host.Cores} cores, {host.Key.Host.System}, {host.Key.Host.Runtime}, SiloSim {host.Key.Version}");
        }
        page.Append("\n\n| option | value |\n| --- | --- |\n");
        foreach (string option in spec.Points.SelectMany(static point => point.Options).Select(static option => option.Name).Distinct())
        {
            IEnumerable<string> values = spec.Points.Select(point => ExperimentRunner.Shown(option, point[option]!)).Distinct();
            page.Append(CultureInfo.InvariantCulture, $"| `--{option}` | {string.Join(", ", values)} |\n");
        }
        page.Append(CultureInfo.InvariantCulture, $"\nOutcomes: {string.Join(", ", rows.GroupBy(static row => row.Outcome).Select(static same => $"{same.Count()} {same.Key}"))}.\n");
        foreach (PlotSpec plot in spec.Plots)
        {
            Plot(page, spec, PlotData.Of(plot, rows));
        }
        return page.ToString();
    }

    /// <summary>What stands at an axis: an option or a figure.</summary>
    public static string AxisLabel(ExperimentSpec spec, string name) =>
        Figures.Of(spec.Command).FirstOrDefault(figure => figure.Name == name)?.AxisLabel ?? name switch
        {
            "cpus" => "CPUs",
            "nmi-every" => "distance of NMIs on a CPU (instructions)",
            "without" => "steps left out",
            _ => name.Replace('-', ' '),
        };

    private static void Plot(StringBuilder page, ExperimentSpec spec, PlotData data)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {data.Spec.Title}\n\n");
        if (data.Lines.Count == 0)
        {
            page.Append("Nothing of it is measured yet.\n");
            return;
        }
        page.Append(CultureInfo.InvariantCulture, $"![{data.Spec.Title}]({data.Spec.Name}.png)\n\n");
        string bars = data.Spec.ErrorBars switch
        {
            ErrorBars.Range => "; bars from the least to the most",
            ErrorBars.Deviation => "; bars of one sample standard deviation",
            _ => "",
        };
        page.Append(CultureInfo.InvariantCulture, $"{AxisLabel(spec, data.Spec.Y)}: mean of the repeats, and the least to the most{bars}.\n\n");
        string[] names = [.. data.Lines.Select(line => data.Spec.Series is { } series ? $"{series} {line.Series}" : AxisLabel(spec, data.Spec.Y))];
        page.Append(CultureInfo.InvariantCulture, $"| {AxisLabel(spec, data.Spec.X)} | {string.Join(" | ", names)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| --- |{string.Concat(names.Select(static _ => " --- |"))}\n");
        foreach (string x in data.Xs)
        {
            IEnumerable<string> cells = data.Lines.Select(line =>
                line.Points.FirstOrDefault(point => point.X == x).Y is { } summary ? Cell(summary) : "");
            page.Append(CultureInfo.InvariantCulture, $"| {x} | {string.Join(" | ", cells)} |\n");
        }
    }

    private static string Cell(Summary summary) => summary.Count == 1 || summary.Least == summary.Most
        ? Number(summary.Mean)
        : $"{Number(summary.Mean)} ({Number(summary.Least)} to {Number(summary.Most)})";

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 1000 ? "N0" : "0.###", CultureInfo.InvariantCulture);
}
