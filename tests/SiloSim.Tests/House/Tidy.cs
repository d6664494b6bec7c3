using System.Text.RegularExpressions;

namespace SiloSim.Tests.House;

/// <summary>What no file of the repository has: paths of one machine, hosts of registries, foreign line ends.</summary>
internal static partial class Tidy
{
    /// <summary>What is wrong with a file, with line numbers.</summary>
    /// <param name="file">Its path from the root.</param>
    /// <param name="text">What is in it.</param>
    public static IEnumerable<string> Wrong(string file, string text)
    {
        if (text.Contains('\r'))
        {
            yield return $"{file}: lines do not end in LF";
        }

        if (text.Length > 0 && !text.EndsWith('\n'))
        {
            yield return $"{file}: no newline at the end";
        }

        string[] lines = text.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            if (MachinePath().Match(lines[line]) is { Success: true } path)
            {
                yield return $"{file}:{line + 1}: a path of one machine: {path.Value}";
            }

            // The base of an image is on its registry: the one line where a host of one belongs.
            bool isBase = Path.GetFileName(file) == "Dockerfile" && lines[line].StartsWith("FROM ", StringComparison.Ordinal);
            if (!isBase && RegistryHost().Match(lines[line]) is { Success: true } host)
            {
                yield return $"{file}:{line + 1}: a registry's host: {host.Value}";
            }
        }
    }

    [GeneratedRegex(@"(?<![\w.$)}/*])/(work|root|tmp|mnt|opt|Users|home/\w+|var/\w+)/[\w.]|\b[A-Z]:\\\w")]
    private static partial Regex MachinePath();

    [GeneratedRegex(
        @"\b(api\.nuget\.org|registry\.[\w-]+\.[\w.-]+|(mcr|ghcr|quay|docker)\.(microsoft\.com|io)|[\w-]*(artifactory|jfrog|nexus|pypi|npmjs)[\w-]*\.[a-z]{2,}[\w.]*)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();
}
