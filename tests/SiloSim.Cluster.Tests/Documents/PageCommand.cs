using System.Globalization;
using System.Text.RegularExpressions;

namespace SiloSim.Cluster.Tests.Documents;

/// <summary>A command line that a page shows in a <c>console</c> block, with what the page says comes of it.</summary>
/// <param name="Text">The command line, without its comment.</param>
/// <param name="ExitCode">The exit code that its comment names; 0 without one.</param>
/// <param name="Shown">The lines that the page shows below it.</param>
/// <param name="FirstShown">Number of the first of these lines within the page, from 0.</param>
internal sealed partial record PageCommand(string Text, int ExitCode, IReadOnlyList<string> Shown, int FirstShown)
{
    private const string Client = "dotnet run -c Release --project client -- ";
    private const string Silo = "dotnet run -c Release --project silo";
    private const string Elided = "...";

    /// <summary>Arguments of the client, or null for another command.</summary>
    public string[]? ClientArguments =>
        Text.StartsWith(Client, StringComparison.Ordinal) ? Words(Text[Client.Length..]) : null;

    /// <summary>Arguments of the silo process, or null for another command.</summary>
    public string[]? SiloArguments => !Text.StartsWith(Silo, StringComparison.Ordinal) ? null
        : Text.Length == Silo.Length ? []
        : Words(Text[(Silo.Length + " -- ".Length)..]);

    /// <summary>Whether it needs the silos of other terminals.</summary>
    public bool IsOfCluster => SiloArguments is not null || ClientArguments?.Contains("--cluster") == true;

    /// <summary>The commands of a page, in its order.</summary>
    public static IReadOnlyList<PageCommand> Of(string page)
    {
        var commands = new List<PageCommand>();
        string[] lines = page.Split('\n');
        bool inside = false;
        for (int line = 0; line < lines.Length; line++)
        {
            if (lines[line].StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside && lines[line] == "```console";
            }
            else if (inside && lines[line].StartsWith("$ ", StringComparison.Ordinal))
            {
                int first = line + 1;
                int end = first;
                while (!lines[end].StartsWith("$ ", StringComparison.Ordinal) && !lines[end].StartsWith("```", StringComparison.Ordinal))
                {
                    end++;
                }
                Match parts = Parts().Match(lines[line]);
                int exitCode = parts.Groups[2].Success ? int.Parse(parts.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
                commands.Add(new PageCommand(parts.Groups[1].Value.Trim(), exitCode, lines[first..end], first));
                line = end - 1;
            }
        }
        return commands;
    }

    /// <summary>What the page has to show of an output: all of it, or the lines around an ellipsis.</summary>
    public IReadOnlyList<string> Excerpt(IReadOnlyList<string> output)
    {
        int head = Shown.ToList().IndexOf(Elided);
        if (head < 0)
        {
            return output;
        }
        int tail = Shown.Count - head - 1;
        return head + tail >= output.Count ? output : [.. output.Take(head), Elided, .. output.TakeLast(tail)];
    }

    /// <summary>A line without what is measured anew each time.</summary>
    public static string WithoutMeasures(string line) =>
        line.StartsWith("speed ", StringComparison.Ordinal) || line.StartsWith("latency ", StringComparison.Ordinal)
            ? line[..line.IndexOf(' ', StringComparison.Ordinal)]
            : FramesMoved().Replace(line, "");

    private static string[] Words(string text) => [.. Word().Matches(text).Select(word => word.Value.Trim('\''))];

    [GeneratedRegex(@"^\$ (.*?)(?:\s+# exit code (\d+))?$")]
    private static partial Regex Parts();

    // How often a frame goes to and fro is the host's affair, not the schedule's.
    [GeneratedRegex(@"[\d,]+ frames in, [\d,]+ out$")]
    private static partial Regex FramesMoved();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();
}
