using System.Globalization;

namespace SiloSim.CommandLine.Experiments;

/// <summary>What a plot shows: lines of points, each of which sums repeats up.</summary>
/// <param name="Spec">The plot.</param>
/// <param name="Lines">Its lines by the value of the series; one without a name where there is no series.</param>
internal sealed record PlotData(PlotSpec Spec, IReadOnlyList<(string Series, IReadOnlyList<(string X, Summary Y)> Points)> Lines)
{
    /// <summary>Every value along x, in the order in which they are drawn.</summary>
    public IReadOnlyList<string> Xs { get; } =
        [.. Ordered(Lines.SelectMany(static line => line.Points.Select(static point => point.X)).Distinct())];

    /// <summary>Whether x is a number; otherwise it is names, side by side.</summary>
    public bool IsNumeric => Xs.All(static x => TryNumber(x, out _));

    /// <summary>Picks what a plot shows out of the measurements.</summary>
    /// <param name="spec">The plot.</param>
    /// <param name="rows">The measurements.</param>
    public static PlotData Of(PlotSpec spec, IReadOnlyList<ResultRow> rows)
    {
        IEnumerable<(string Series, string X, double Y)> points = rows
            .Where(row => row.Figures.ContainsKey(spec.Y) && Along(row, spec.X) is not null)
            .Select(row => (
                spec.Series is null ? "" : row.Options.GetValueOrDefault(spec.Series, "default"), Along(row, spec.X)!, row.Figures[spec.Y]));
        ILookup<string, (string Series, string X, double Y)> lines = points.ToLookup(static point => point.Series);
        return new PlotData(spec,
        [
            .. Ordered(lines.Select(static line => line.Key)).Select(series => (series, (IReadOnlyList<(string, Summary)>)[
                .. lines[series].GroupBy(static point => point.X, static point => point.Y)
                    .OrderBy(static point => TryNumber(point.Key, out double number) ? number : 0)
                    .Select(static point => (point.Key, Summary.Of([.. point])))])),
        ]);
    }

    /// <summary>Reads a number as files write it.</summary>
    public static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    // An option that a point says nothing about has its default there: figures are measured, or not.
    private static string? Along(ResultRow row, string x) =>
        row.Options.TryGetValue(x, out string? option) ? option
        : row.Figures.TryGetValue(x, out double figure) ? figure.ToString("R", CultureInfo.InvariantCulture)
        : null;

    private static IEnumerable<string> Ordered(IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        return all.All(static text => TryNumber(text, out _))
            ? all.OrderBy(static text => double.Parse(text, CultureInfo.InvariantCulture))
            : all;
    }
}
