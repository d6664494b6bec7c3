using System.Globalization;
using System.Security;
using System.Text;

namespace SiloSim.Explorer.Pictures;

/// <summary>A <see cref="Picture"/> as SVG: a column for each CPU, time downwards, decisive steps on a band of colour.</summary>
public static class PictureSvg
{
    // In pixels, for a fixed-width font of 13: a character is 8 wide.
    private const int CharacterWidth = 8;
    private const int RowHeight = 20;
    private const int Margin = 16;
    private const int NumberWidth = 56;
    private const int ColumnGap = 24;
    private const int TitleRows = 2;

    /// <summary>The file's text.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="title">One line above it.</param>
    /// <returns>SVG 1.1 on white, complete with its XML declaration.</returns>
    public static string Of(Picture picture, string title)
    {
        List<Row> rows = RowsOf(picture);
        int[] lefts = Lefts(picture, rows, title, out int width);
        int height = (Margin * 2) + ((TitleRows + 1 + rows.Count + 1) * RowHeight);
        var svg = new StringBuilder();
        svg.Append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"");
        Line(svg, $"  font-family=\"monospace\" font-size=\"13\" fill=\"#1b1f24\">");
        Line(svg, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Text(svg, Margin, Margin + RowHeight - 6, title, "font-weight=\"bold\" ");
        int top = Margin + (TitleRows * RowHeight);
        for (int cpu = 0; cpu < lefts.Length; cpu++)
        {
            Text(svg, lefts[cpu], top - 6, picture.Cpus[cpu], "font-weight=\"bold\" ");
            int x = lefts[cpu] - (ColumnGap / 2);
            Line(svg, $"<line x1=\"{x}\" y1=\"{top - RowHeight}\" x2=\"{x}\" y2=\"{top + (rows.Count * RowHeight)}\" stroke=\"#d0d7de\"/>");
        }

        Line(svg, $"<line x1=\"{Margin}\" y1=\"{top}\" x2=\"{width - Margin}\" y2=\"{top}\" stroke=\"#57606a\"/>");
        foreach (Row row in rows)
        {
            Draw(svg, row, top, lefts, width);
            top += RowHeight;
        }

        if (picture.Finding is { } finding)
        {
            Text(svg, Margin, top + RowHeight, $"{finding.Property}: {finding.Description}", "fill=\"#a40e26\" ");
        }

        svg.Append("</svg>\n");
        return svg.ToString();
    }

    private static void Draw(StringBuilder svg, Row row, int top, int[] lefts, int width)
    {
        if (row.IsDecisive)
        {
            Line(svg, $"<rect x=\"{Margin}\" y=\"{top + 2}\" width=\"{width - (Margin * 2)}\" height=\"{RowHeight - 2}\" fill=\"#fff1c2\"/>");
        }

        if (row.Number > 0)
        {
            Line(svg, $"<text x=\"{Margin + NumberWidth - ColumnGap}\" y=\"{top + RowHeight - 6}\" text-anchor=\"end\" fill=\"#57606a\">{row.Number}</text>");
        }

        string style = row.IsDecisive ? "font-weight=\"bold\" " : row.IsStep ? "" : "fill=\"#57606a\" ";
        Text(svg, row.Cpu < 0 ? Margin : lefts[row.Cpu], top + RowHeight - 6, row.Text, style);
    }

    private static List<Row> RowsOf(Picture picture)
    {
        List<Row> rows = [];
        int taken = 0;
        foreach (PictureStep step in picture.Steps)
        {
            if (picture.CycleFrom == taken && step.Number > taken)
            {
                rows.Add(new Row(0, -1, "from here on, for ever:", false, false));
            }

            taken = Math.Max(taken, step.Number);
            rows.Add(new Row(step.Number, step.Cpu, PictureText.TextOf(picture, step), step.IsDecisive, true));
            rows.AddRange(step.Notes.Select(note => new Row(0, step.Cpu, $"({note})", false, false)));
        }

        return rows;
    }

    private static int[] Lefts(Picture picture, List<Row> rows, string title, out int width)
    {
        int[] lefts = new int[picture.Cpus.Length];
        int x = Margin + NumberWidth;
        for (int cpu = 0; cpu < lefts.Length; cpu++)
        {
            lefts[cpu] = x;
            int longest = rows.Where(row => row.Cpu == cpu).Select(row => row.Text.Length)
                .Append(picture.Cpus[cpu].Length).Max();
            x += (longest * CharacterWidth) + ColumnGap;
        }

        int below = picture.Finding is { } finding ? finding.Property.Length + finding.Description.Length + 2 : 0;
        width = Math.Max(x, (Math.Max(title.Length, below) * CharacterWidth) + (Margin * 2));
        return lefts;
    }

    private static void Text(StringBuilder svg, int x, int y, string text, string style) =>
        Line(svg, $"<text x=\"{x}\" y=\"{y}\" {style}xml:space=\"preserve\">{SecurityElement.Escape(text)}</text>");

    private static void Line(StringBuilder svg, FormattableString line) =>
        svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private sealed record Row(int Number, int Cpu, string Text, bool IsDecisive, bool IsStep);
}
