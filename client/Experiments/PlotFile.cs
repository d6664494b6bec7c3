using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace SiloSim.CommandLine.Experiments;

/// <summary>Draws plots, as PNG and SVG.</summary>
internal static class PlotFile
{
    private const int Width = 900;
    private const int Height = 560;
    private const int MostTicksOfValues = 12; // More labels than this would run into each other.
    private const double GroupWidth = 0.8;    // Of the bars that stand at one x.

    /// <summary>Whether this host has any font to write with.</summary>
    public static bool HasFonts => SkiaSharp.SKFontManager.Default.FontFamilyCount > 0;

    /// <summary>Draws a plot into two files.</summary>
    /// <param name="data">What it shows; at least one point.</param>
    /// <param name="xLabel">What stands at the x axis.</param>
    /// <param name="yLabel">What stands at the y axis.</param>
    /// <param name="path">Where, without the end of the name.</param>
    public static void Write(PlotData data, string xLabel, string yLabel, string path)
    {
        using var plot = new Plot();
        plot.Title(data.Spec.Title);
        plot.XLabel(xLabel + (data.Spec.LogX && data.IsNumeric ? ", log scale" : ""));
        plot.YLabel(yLabel + (data.Spec.LogY ? ", log scale" : ""));
        if (data.IsNumeric)
        {
            Lines(plot, data);
        }
        else
        {
            Bars(plot, data);
        }
        if (data.Spec.Series is not null)
        {
            plot.Legend.Orientation = Orientation.Horizontal;
            plot.ShowLegend(Edge.Top);
        }
        YAxis(plot, data);
        plot.SavePng(path + ".png", Width, Height);
        plot.SaveSvg(path + ".svg", Width, Height);
    }

    private static void Lines(Plot plot, PlotData data)
    {
        foreach ((string series, IReadOnlyList<(string X, Summary Y)> points) in data.Lines)
        {
            (double X, Summary Y)[] drawn =
                [.. points.Select(point => (Number(point.X), point.Y)).Where(point => Drawn(data.Spec.LogX, point.Item1) && Drawn(data.Spec.LogY, point.Y.Mean))];
            double[] xs = [.. drawn.Select(point => At(data.Spec.LogX, point.X))];
            double[] ys = [.. drawn.Select(point => At(data.Spec.LogY, point.Y.Mean))];
            ScottPlot.Plottables.Scatter line = plot.Add.Scatter(xs, ys);
            line.LineWidth = 2;
            line.MarkerSize = 7;
            line.LegendText = Legend(data, series);
            Errors(plot, data, xs, [.. drawn.Select(static point => point.Y)], line.Color);
        }
        double[] values = [.. data.Xs.Select(Number).Where(x => Drawn(data.Spec.LogX, x))];
        if (values.Length <= MostTicksOfValues || data.Spec.LogX)
        {
            double[] ticks = values.Length <= MostTicksOfValues ? values : Decades(values.Min(), values.Max());
            plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks.Select(x => At(data.Spec.LogX, x))], [.. ticks.Select(Short)]);
        }
    }

    private static void Bars(Plot plot, PlotData data)
    {
        double width = GroupWidth / data.Lines.Count;
        for (int line = 0; line < data.Lines.Count; line++)
        {
            (string series, IReadOnlyList<(string X, Summary Y)> points) = data.Lines[line];
            Color color = plot.Add.GetNextColor();
            double offset = (line - ((data.Lines.Count - 1) / 2.0)) * width;
            double[] xs = [.. points.Select(point => data.Xs.ToList().IndexOf(point.X) + offset)];
            ScottPlot.Plottables.BarPlot bars = plot.Add.Bars(points.Select((point, index) => new Bar
            {
                Position = xs[index],
                Value = At(data.Spec.LogY, point.Y.Mean),
                Size = width * 0.95,
                FillColor = color,
            }).ToArray());
            bars.LegendText = Legend(data, series);
            Errors(plot, data, xs, [.. points.Select(static point => point.Y)], Colors.Black);
        }
        plot.Axes.Bottom.TickGenerator =
            new NumericManual([.. Enumerable.Range(0, data.Xs.Count).Select(static x => (double)x)], [.. data.Xs]);
        if (data.Xs.Sum(static x => x.Length) > 60)
        {
            plot.Axes.Bottom.TickLabelStyle.Rotation = 30;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
            plot.Axes.Bottom.MinimumSize = 40 + (4 * data.Xs.Max(static x => x.Length));
            plot.Axes.Right.MinimumSize = 6 * data.Xs[^1].Length;
        }
        plot.Axes.Margins(bottom: 0);
    }

    private static void Errors(Plot plot, PlotData data, double[] xs, Summary[] ys, Color color)
    {
        if (data.Spec.ErrorBars == ErrorBars.None || xs.Length == 0 || ys.All(static y => y.Count == 1))
        {
            return;
        }
        bool log = data.Spec.LogY;
        (double Low, double High)[] ends = [.. ys.Select(y => data.Spec.ErrorBars == ErrorBars.Range
            ? (y.Least, y.Most)
            : (y.Mean - y.Deviation, y.Mean + y.Deviation))];
        double[] means = [.. ys.Select(y => At(log, y.Mean))];
        ScottPlot.Plottables.ErrorBar bars = plot.Add.ErrorBar(xs, means, new double[xs.Length]);
        bars.YErrorNegative = [.. ends.Zip(means, (end, mean) => Drawn(log, end.Low) ? mean - At(log, end.Low) : 0)];
        bars.YErrorPositive = [.. ends.Zip(means, (end, mean) => At(log, end.High) - mean)];
        bars.Color = color;
    }

    private static void YAxis(Plot plot, PlotData data)
    {
        double[] means = [.. data.Lines.SelectMany(static line => line.Points).Select(static point => point.Y.Mean).Where(mean => Drawn(data.Spec.LogY, mean))];
        if (!data.Spec.LogY)
        {
            plot.Axes.AutoScale();
            plot.Axes.SetLimitsY(Math.Min(0, means.DefaultIfEmpty(0).Min()), Math.Max(plot.Axes.GetLimits().Top, 1e-9));
            plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = Short };
            return;
        }
        double[] ticks = means.Length == 0 ? [1] : Decades(means.Min(), means.Max());
        plot.Axes.Left.TickGenerator = new NumericManual([.. ticks.Select(Math.Log10)], [.. ticks.Select(Short)]);
    }

    private static string Legend(PlotData data, string series) =>
        data.Spec.Series is null ? "" : $"{data.Spec.Series} {series}";

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static bool Drawn(bool log, double value) => !log || value > 0;

    private static double At(bool log, double value) => log ? Math.Log10(value) : value;

    /// <summary>1, 2, 5, 10, 20 and so on, from below the least to above the most; more or fewer, so that some are seen.</summary>
    private static double[] Decades(double least, double most)
    {
        int first = (int)Math.Floor(Math.Log10(least));
        int last = (int)Math.Ceiling(Math.Log10(most));
        double[] steps = (last - first) switch
        {
            <= 1 => [1, 1.5, 2, 3, 4, 5, 6, 8],
            <= 3 => [1, 2, 5],
            _ => [1],
        };
        return [.. Enumerable.Range(first, last - first + 1).SelectMany(exponent => steps.Select(step => step * Math.Pow(10, exponent)))];
    }

    private static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e9 => Digits(value / 1e9) + " G",
        >= 1e6 => Digits(value / 1e6) + " M",
        >= 1e4 => Digits(value / 1e3) + " k",
        _ => Digits(value),
    };

    private static string Digits(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
