using System.Globalization;
using System.Text;

namespace SiloSim.CommandLine.Experiments;

/// <summary>The measurements as a table for other programs: a column for each option and figure.</summary>
internal static class ResultsCsv
{
    /// <summary>The table, lines ending in LF.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="rows">Its rows.</param>
    public static string Of(ExperimentSpec spec, IReadOnlyList<ResultRow> rows)
    {
        string[] options = [.. rows.SelectMany(static row => row.Options.Keys).Distinct()];
        string[] figures = [.. Figures.Of(spec.Command).Select(static figure => figure.Name)];
        var csv = new StringBuilder();
        Line(csv, ["command", .. options, "repeat", "run-seed", "exit-code", "outcome", .. figures, "version", "processor", "cores", "system", "runtime", "at"]);
        foreach (ResultRow row in rows)
        {
            Line(csv,
            [
                row.Command,
                .. options.Select(option => row.Options.GetValueOrDefault(option, "")),
                Number(row.Repeat),
                row.Seed?.ToString(CultureInfo.InvariantCulture) ?? "",
                Number(row.ExitCode),
                row.Outcome,
                .. figures.Select(figure => row.Figures.TryGetValue(figure, out double value) ? Number(value) : ""),
                row.Version, row.Host.Processor, Number(row.Host.Cores), row.Host.System, row.Host.Runtime,
                row.At.ToString("o", CultureInfo.InvariantCulture),
            ]);
        }
        return csv.ToString();
    }

    private static void Line(StringBuilder csv, IEnumerable<string> cells) => csv.Append(string.Join(',', cells.Select(Quoted))).Append('\n');

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
