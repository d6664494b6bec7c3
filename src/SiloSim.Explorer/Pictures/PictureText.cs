using System.Globalization;
using System.Text;

namespace SiloSim.Explorer.Pictures;

/// <summary>A <see cref="Picture"/> as text: a column for each CPU, time downwards, decisive steps with an asterisk.</summary>
public static class PictureText
{
    private const int Gap = 2;
    private const int NarrowestColumn = 18;

    /// <summary>The lines, without blanks at their ends.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="columns">How wide a line should be; with many CPUs lines are wider all the same.</param>
    /// <returns>The lines.</returns>
    public static IReadOnlyList<string> Of(Picture picture, int columns)
    {
        int numberWidth = Math.Max(4, Number(picture.Steps.Length).Length + 2);
        int[] widths = Widths(picture, columns - numberWidth - (Gap * picture.Cpus.Length));
        List<string> lines = [];
        Cells(lines, "step".PadLeft(numberWidth), [.. picture.Cpus], widths);
        int taken = 0;
        foreach (PictureStep step in picture.Steps)
        {
            if (step.Number > taken && picture.CycleFrom == taken)
            {
                lines.Add("".PadLeft(numberWidth + Gap) + "from here on, for ever:");
            }

            taken = Math.Max(taken, step.Number);
            string mark = step.IsDecisive ? "*" : " ";
            string number = step.Number == 0 ? "" : Number(step.Number);
            string[] cells = new string[picture.Cpus.Length];
            cells[step.Cpu] = TextOf(picture, step);
            Cells(lines, mark + number.PadLeft(numberWidth - 1), cells, widths);
            foreach (string note in step.Notes)
            {
                cells[step.Cpu] = $"  ({note})";
                Cells(lines, "".PadLeft(numberWidth), cells, widths);
            }
        }

        return lines;
    }

    /// <summary>What a step says in its column: who, if several threads are on the CPU, and what.</summary>
    internal static string TextOf(Picture picture, PictureStep step) =>
        step.Who != PictureStep.Buffer && picture.Cpus[step.Cpu].Contains(", ", StringComparison.Ordinal)
            ? $"{step.Who}: {step.Text}" : step.Text;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Each column as wide as its widest text, but together no wider than there is room.</summary>
    private static int[] Widths(Picture picture, int room)
    {
        int[] widths = [.. picture.Cpus.Select((title, cpu) => picture.Steps.Where(step => step.Cpu == cpu)
            .SelectMany(step => step.Notes.Select(note => note.Length + 4).Append(TextOf(picture, step).Length))
            .Append(title.Length).Max())];
        while (widths.Sum() > room && widths.Max() > NarrowestColumn)
        {
            widths[Array.IndexOf(widths, widths.Max())]--;
        }

        return widths;
    }

    private static void Cells(List<string> lines, string margin, string?[] cells, int[] widths)
    {
        string[][] wrapped = [.. cells.Select((cell, index) => Wrap(cell ?? "", widths[index]).ToArray())];
        for (int row = 0; row < wrapped.Max(cell => cell.Length); row++)
        {
            var line = new StringBuilder(row == 0 ? margin : "".PadLeft(margin.Length));
            for (int cell = 0; cell < cells.Length; cell++)
            {
                string part = row < wrapped[cell].Length ? wrapped[cell][row] : "";
                line.Append(' ', Gap).Append(part.PadRight(widths[cell]));
            }

            lines.Add(line.ToString().TrimEnd());
        }
    }

    private static IEnumerable<string> Wrap(string text, int columns)
    {
        string indent = text.StartsWith(' ') ? "   " : "  ";
        while (text.Length > columns)
        {
            int space = text.LastIndexOf(' ', columns);
            int end = space > indent.Length ? space : columns;
            yield return text[..end];
            text = indent + text[end..].TrimStart();
        }

        yield return text;
    }
}
