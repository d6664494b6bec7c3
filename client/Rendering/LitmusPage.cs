using System.Text;
using System.Text.Json;
using SiloSim.Ftrace;
using SiloSim.Grains.Litmus;
using SiloSim.Machine.Litmus;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>What litmus tests have counted, row by row as they end: for people, or a line of JSON each.</summary>
/// <param name="console">Where it is printed.</param>
/// <param name="json">Whether as JSON.</param>
internal sealed class LitmusPage(IAnsiConsole console, bool json)
{
    private string _test = "";
    private long _instances;
    private long _forbidden;

    /// <summary>Prints a row.</summary>
    public void Write(LitmusRow row)
    {
        _instances += row.Instances;
        _forbidden += row.Forbidden;
        if (json)
        {
            console.RawLine(Json(row));
            return;
        }
        if (row.Test.Name != _test)
        {
            _test = row.Test.Name;
            console.MarkupLine($"[bold]{Markup.Escape(_test)}[/]: {Markup.Escape(row.Test.Asks)}");
        }
        console.RawLine($"  {row.Placement}, {LayoutText(row.Layout)}: {Quantity.Exact(row.Instances)} instances");
        foreach ((int outcome, long count) in row.Counts)
        {
            string mark = !row.Allows(outcome) ? "  forbidden" : row.IsWeak(outcome) ? "  allowed, weak" : "";
            string style = !row.Allows(outcome) ? "bold red" : row.IsWeak(outcome) ? "yellow" : "default";
            console.Write(new Text($"    {row.Test.Text(outcome),-24}{Quantity.Exact(count),12}{mark}\n", Style.Parse(style)));
        }
    }

    /// <summary>Prints the end.</summary>
    /// <param name="interrupted">Whether it is one before all was counted, which is never a pass.</param>
    public ExitCode End(bool interrupted)
    {
        if (!json)
        {
            (string line, string style) = _forbidden > 0
                ? ($"violation: {Quantity.Exact(_forbidden)} of {Quantity.Exact(_instances)} instances had a forbidden outcome", "bold red")
                : interrupted ? ($"interrupted: {Quantity.Exact(_instances)} instances so far, no forbidden outcome", "bold yellow")
                : ($"done: {Quantity.Exact(_instances)} instances, no forbidden outcome", "bold green");
            console.Write(new Text(line + "\n", Style.Parse(style)));
        }
        return _forbidden > 0 ? ExitCode.Violation : interrupted ? ExitCode.Inconclusive : ExitCode.Done;
    }

    private static string LayoutText(LitmusLayout layout) => layout switch
    {
        LitmusLayout.Beside => "words beside each other",
        LitmusLayout.Frame => "words in one frame",
        _ => "words in frames of their own",
    };

    private static string Json(LitmusRow row)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("test", row.Test.Name);
            writer.WriteString("placement", row.Placement);
            writer.WriteString("layout", KebabCase.Of(row.Layout));
            writer.WriteString("model", KebabCase.Of(row.Model));
            writer.WriteNumber("instances", row.Instances);
            writer.WriteNumber("forbidden", row.Forbidden);
            writer.WriteStartArray("outcomes");
            foreach ((int outcome, long count) in row.Counts)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("registers");
                for (int register = 0; register < row.Test.Registers.Length; register++)
                {
                    writer.WriteNumber(row.Test.Registers[register], LitmusTest.Value(outcome, register));
                }
                writer.WriteEndObject();
                writer.WriteNumber("count", count);
                writer.WriteBoolean("allowed", row.Allows(outcome));
                writer.WriteBoolean("weak", row.IsWeak(outcome));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
