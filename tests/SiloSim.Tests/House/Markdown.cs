using System.Text.RegularExpressions;

namespace SiloSim.Tests.House;

/// <summary>What the house expects of a page.</summary>
internal static partial class Markdown
{
    /// <summary>What is wrong with the titles of a page; null if nothing.</summary>
    public static string? WrongTitle(string page)
    {
        string[] titles = [.. Prose(page).Where(line => line.StartsWith("# ", StringComparison.Ordinal))];
        return titles.Length == 1 ? null : $"{titles.Length} titles";
    }

    /// <summary>The links of a page that lead nowhere.</summary>
    /// <param name="file">Path of the page from the root.</param>
    /// <param name="page">Its text.</param>
    /// <param name="read">Reads a file or says null; a folder reads as empty text.</param>
    public static IEnumerable<string> BrokenLinks(string file, string page, Func<string, string?> read)
    {
        foreach (Match link in Prose(page).SelectMany(line => Link().Matches(line)))
        {
            string target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue; // The world outside is not for a test.
            }

            string[] parts = target.Split('#', 2);
            string path = parts[0].Length == 0 ? file : Combine(Path.GetDirectoryName(file) ?? "", parts[0]);
            if (read(path) is not { } text || (parts.Length == 2 && !Anchors(text).Contains(parts[1])))
            {
                yield return target;
            }
        }
    }

    private static HashSet<string> Anchors(string page) =>
    [
        .. Prose(page).Where(line => line.StartsWith('#')).Select(line => Unspoken()
            .Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    /// <summary>The lines of a page outside of its fenced blocks.</summary>
    private static IEnumerable<string> Prose(string page)
    {
        bool fenced = false;
        foreach (string line in page.Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (!fenced)
            {
                yield return line;
            }
        }
    }

    private static string Combine(string folder, string path)
    {
        var parts = new Stack<string>(folder.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries));
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (!parts.TryPop(out _))
                {
                    return "../" + path; // Out of the repository: nothing is there.
                }
            }
            else if (part != ".")
            {
                parts.Push(part);
            }
        }

        return string.Join('/', parts.Reverse());
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Unspoken();
}
