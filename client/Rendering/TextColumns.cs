using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>A table without lines, whose columns are as wide as what they hold. The first and the last are text, the others numbers.</summary>
/// <param name="titles">One for each column.</param>
internal sealed class TextColumns(params string[] titles)
{
    private const string Gap = "  ";
    private readonly List<string[]> _rows = [titles];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One for each column.</param>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Prints it.</summary>
    public void Write(IAnsiConsole console)
    {
        int[] widths = [.. titles.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) =>
                column == 0 ? cell.PadRight(widths[0])
                : column == titles.Length - 1 ? cell
                : cell.PadLeft(widths[column]));
            console.RawLine(string.Join(Gap, cells).TrimEnd());
        }
    }
}
