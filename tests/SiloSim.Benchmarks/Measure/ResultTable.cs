using System.Globalization;
using System.Text;

namespace SiloSim.Benchmarks.Measure;

/// <summary>The rows as text.</summary>
internal static class ResultTable
{
    private static readonly string[] s_head =
    [
        "name", "ratio", "reach", "", "rounds", "spread", "unit", "baseline", "p99", "subject", "p99", "checksum",
    ];

    /// <summary>One line for each row, columns aligned.</summary>
    public static string Of(IReadOnlyList<Row> rows)
    {
        string[][] cells = [s_head, .. rows.Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, s_head.Length).Select(column => cells.Max(line => line[column].Length))];
        var text = new StringBuilder();
        foreach (string[] line in cells)
        {
            for (int column = 0; column < line.Length; column++)
            {
                bool left = column is 0 or 3 or 6;
                text.Append(left ? line[column].PadRight(widths[column]) : line[column].PadLeft(widths[column])).Append("  ");
            }
            text.Length -= 2;
            text.AppendLine();
        }
        text.Append("A ratio is the median of its rounds' ratios of medians, its spread the least and the greatest of them.");
        return text.ToString();
    }

    private static string[] Cells(Row row)
    {
        double[] ratios = row.Ratios();
        double[] baseline = [.. row.Rounds.SelectMany(static round => round.Baseline)];
        double[] subject = [.. row.Rounds.SelectMany(static round => round.Subject)];
        string sign = row.MoreIsBetter ? ">=" : "<=";
        bool met = row.MoreIsBetter ? row.Ratio >= row.Reach : row.Ratio <= row.Reach;
        return
        [
            row.Name,
            Number(row.Ratio),
            row.Reach is null ? "-" : sign + Number(row.Reach.Value),
            row.Reach is null ? "" : met ? "met" : "missed",
            ratios.Length.ToString(CultureInfo.InvariantCulture),
            $"{Number(ratios.Min())}..{Number(ratios.Max())}",
            row.Unit,
            Number(Statistics.Median(baseline)),
            row.MoreIsBetter ? "-" : Number(Statistics.Percentile(baseline, 0.99)),
            Number(Statistics.Median(subject)),
            row.MoreIsBetter ? "-" : Number(Statistics.Percentile(subject, 0.99)),
            row.Checksum.ToString("x8", CultureInfo.InvariantCulture),
        ];
    }

    private static string Number(double number) =>
        number.ToString(number >= 100 ? "0" : number >= 10 ? "0.0" : number >= 1 ? "0.00" : "0.000", CultureInfo.InvariantCulture);
}
