using System.Globalization;
using System.Text;

namespace SiloSim.Machine.Linux;

/// <summary>A system call.</summary>
/// <param name="Name">Linux's name.</param>
/// <param name="Form">
/// A letter for each argument, for people: <c>d</c> a number, <c>x</c> a word in hexadecimal, <c>s</c> the address of a
/// string.
/// </param>
/// <param name="Body">What it does: the result, or an error negated.</param>
internal sealed record SystemCall(string Name, string Form, Func<SystemCalls, Arguments, int> Body)
{
    private const int LongestString = 64;

    /// <summary>The call with its arguments, as <c>write(1, 0x00401000, 6)</c>.</summary>
    public string Describe(Arguments arguments, UserSpace space)
    {
        var text = new StringBuilder(Name).Append('(');
        for (int i = 0; i < Form.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Form[i] switch
            {
                'd' => ((int)arguments[i]).ToString(CultureInfo.InvariantCulture),
                's' => Quoted(arguments[i], space),
                _ => $"0x{arguments[i]:x}",
            });
        }
        return text.Append(')').ToString();
    }

    private static string Quoted(uint address, UserSpace space)
    {
        if (space.ReadString(address, UserPath.MaximumBytes, out string text) != 0)
        {
            return $"0x{address:x}";
        }
        var quoted = new StringBuilder("\"");
        foreach (char c in text.Take(LongestString))
        {
            _ = c is >= ' ' and <= '~' and not '"' and not '\\' ? quoted.Append(c) : quoted.Append($"\\x{(int)c:x2}");
        }
        return quoted.Append(text.Length > LongestString ? "\"..." : "\"").ToString();
    }
}

/// <summary>The arguments of a system call: r4, r5, r6, r7, r0, r1.</summary>
internal readonly record struct Arguments(uint A, uint B, uint C, uint D, uint E, uint F)
{
    /// <summary>An argument by its place, from 0.</summary>
    public uint this[int index] => index switch { 0 => A, 1 => B, 2 => C, 3 => D, 4 => E, _ => F };
}

/// <summary>Paths of the program.</summary>
internal static class UserPath
{
    /// <summary>Linux's PATH_MAX.</summary>
    public const int MaximumBytes = 4096;
}
