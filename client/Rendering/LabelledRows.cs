using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>Rows of a label and a text that wraps beside it, without blanks at the ends of lines.</summary>
/// <param name="console">Where they are printed.</param>
/// <param name="labelColumns">Columns that labels take.</param>
internal sealed class LabelledRows(IAnsiConsole console, int labelColumns)
{
    private const int Gap = 2;
    private const int NarrowestText = 20;

    /// <summary>Prints a row.</summary>
    /// <param name="style">The label's style.</param>
    /// <param name="label">The label; may be empty.</param>
    /// <param name="text">The text.</param>
    public void Write(string style, string label, string text)
    {
        int columns = Math.Max(NarrowestText, console.Profile.Width - labelColumns - Gap);
        foreach (string line in Wrap(text, columns))
        {
            console.Write(new Text(label.PadRight(labelColumns + Gap), Style.Parse(style)));
            console.RawLine(line);
            label = "";
        }
    }

    private static IEnumerable<string> Wrap(string text, int columns)
    {
        while (text.Length > columns)
        {
            int space = text.LastIndexOf(' ', columns);
            int end = space > 0 ? space : columns;
            yield return text[..end];
            text = text[end..].TrimStart();
        }
        yield return text;
    }
}
