using System.Text;

namespace SiloSim.Ftrace;

/// <summary>The one rule by which a name in the code becomes the word that people type and read.</summary>
public static class KebabCase
{
    /// <summary><c>NmiWrite</c> becomes <c>nmi-write</c>, and <c>BreakpointSync1</c> <c>breakpoint-sync-1</c>.</summary>
    /// <param name="name">A name in Pascal case.</param>
    /// <returns>The word: lower case, a hyphen before each part but the first, and before a number.</returns>
    public static string Of(string name)
    {
        var word = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            bool beginsNumber = char.IsAsciiDigit(c) && word.Length > 0 && !char.IsAsciiDigit(word[^1]);
            if (beginsNumber || (char.IsAsciiLetterUpper(c) && word.Length > 0))
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }

    /// <summary>The word for a value of an enumeration.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="value">One of its values.</param>
    /// <returns>The word.</returns>
    public static string Of<T>(T value)
        where T : struct, Enum => Of(value.ToString());
}
