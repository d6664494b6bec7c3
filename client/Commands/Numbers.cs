using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace SiloSim.CommandLine.Commands;

/// <summary>Options that take a number.</summary>
internal static class Numbers
{
    /// <summary>An option that takes a number, and says in plain words when it is given something else.</summary>
    /// <typeparam name="T">The kind of number.</typeparam>
    /// <param name="name">The option.</param>
    /// <param name="helpName">What stands for the number on the help page.</param>
    /// <param name="description">What it is for.</param>
    public static Option<T?> Option<T>(string name, string helpName, string? description)
        where T : struct, INumber<T> => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = argument =>
            {
                string text = argument.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out T number) && !T.IsNaN(number))
                {
                    return number;
                }
                argument.AddError($"{name} {text}: {Wanted<T>()}");
                return null;
            },
        };

    private static string Wanted<T>() =>
        typeof(T) == typeof(double) ? "not a number"
        : typeof(T) == typeof(ulong) ? "not a whole number from 0 on, or too large"
        : "not a whole number, or too large";
}
