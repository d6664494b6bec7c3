using System.Globalization;

namespace SiloSim.Explorer.Models;

/// <summary>
/// Choices as words of a file: <c>t1</c> is a step of thread 1, <c>b0.2</c> the third store in the buffer of CPU 0 that
/// moves to memory, <c>e1.0</c> the first of the words that thread 1 may load early, <c>i1</c> an
/// interrupt that strikes thread 1.
/// </summary>
public static class ChoiceText
{
    // Nobody has that many threads, and no buffer that many stores.
    private const int Largest = 99_999;

    /// <summary>The word of a choice.</summary>
    /// <param name="choice">The choice.</param>
    /// <returns>The word.</returns>
    public static string Of(Choice choice) => choice.Kind switch
    {
        ChoiceKind.Thread => string.Create(CultureInfo.InvariantCulture, $"t{choice.Actor}"),
        ChoiceKind.Flush => string.Create(CultureInfo.InvariantCulture, $"b{choice.Actor}.{choice.Index}"),
        ChoiceKind.Interrupt => string.Create(CultureInfo.InvariantCulture, $"i{choice.Actor}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"e{choice.Actor}.{choice.Index}"),
    };

    /// <summary>Reads a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="choice">The choice.</param>
    /// <returns>Whether it is a choice, written as <see cref="Of"/> writes it.</returns>
    public static bool TryParse(string word, out Choice choice)
    {
        choice = default;
        if (word.Length < 2)
        {
            return false;
        }

        string[] numbers = word[1..].Split('.');
        if (!TryNumber(numbers[0], out int actor))
        {
            return false;
        }

        int index = 0;
        ChoiceKind? kind = (word[0], numbers.Length) switch
        {
            ('t', 1) => ChoiceKind.Thread,
            ('i', 1) => ChoiceKind.Interrupt,
            ('b', 2) when TryNumber(numbers[1], out index) => ChoiceKind.Flush,
            ('e', 2) when TryNumber(numbers[1], out index) => ChoiceKind.LoadEarly,
            _ => null,
        };
        choice = new Choice(kind ?? default, actor, index);
        return kind is not null && Of(choice) == word;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Largest;
}
