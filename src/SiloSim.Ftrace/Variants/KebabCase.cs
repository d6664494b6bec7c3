using System.Text;

namespace SiloSim.Ftrace;

/// <summary>The one rule by which a name in the code becomes the word that people type and read.</summary>
public static class KebabCase
{
    /// <summary><c>NmiWrite</c> becomes <c>nmi-write</c>.</summary>
    /// <param name="name">A name in Pascal case.</param>
    /// <returns>The word: lower case, a hyphen before each part but the first.</returns>
    public static string Of(string name)
    {
        var word = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && word.Length > 0)
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
