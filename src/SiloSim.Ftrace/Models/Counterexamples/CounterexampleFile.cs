using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Pictures;

namespace SiloSim.Ftrace.Models;

/// <summary>
/// Counterexamples as small text files: the first line has the version, then the configuration, what is violated and how
/// many steps there are, then a line for each step, and a word at the end by which an edited file is known.
/// </summary>
/// <remarks>
/// Only the choices are read back. What the lines say besides is written anew from what the choices do, and has to come
/// to the same: a file that reads like one thing and does another is refused.
/// </remarks>
public static class CounterexampleFile
{
    /// <summary>Longer files are refused, in characters.</summary>
    public const int LongestFile = 64 << 20;

    private static readonly SearchValues<char> s_controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(static code => (char)code).Where(char.IsControl).Except("\r\n")]);

    private const string Magic = "silosim counterexample ";
    private const string Version = "1";
    private const string Options = "options ";
    private const string Violates = "violates ";
    private const string Steps = "steps ";
    private const string Cycle = "cycle after step ";
    private const string End = "end ";
    private const string NoChoice = "-";
    private const int MostSteps = 500_000;

    /// <summary>The text of a file.</summary>
    /// <param name="counterexample">The counterexample.</param>
    /// <returns>Lines that end in LF.</returns>
    public static string Write(Counterexample counterexample)
    {
        var text = new StringBuilder();
        foreach (string line in LinesOf(counterexample))
        {
            text.Append(line).Append('\n');
        }

        string check = CheckOf(text.ToString());
        return text.Append(End).Append(check).Append('\n').ToString();
    }

    /// <summary>Reads a file, and executes it: what it says is what happens here.</summary>
    /// <param name="text">The text; lines may end in CR LF, as mail has them.</param>
    /// <returns>The counterexample.</returns>
    /// <exception cref="CounterexampleFileException">It is none, or it was edited, or it does something else here.</exception>
    public static Counterexample Read(string text)
    {
        if (text.Length > LongestFile)
        {
            throw new CounterexampleFileException($"longer than {LongestFile >> 20} MiB");
        }

        // It may come from anybody, and goes to terminals.
        if (text.AsSpan().IndexOfAny(s_controls) >= 0)
        {
            throw new CounterexampleFileException("control characters: no counterexample has any");
        }

        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        CheckFrame(lines);
        if (!ConfigurationText.TryParse(After(lines, 1, Options), out SeedConfiguration? configuration, out string? error))
        {
            throw Wrong(1, error);
        }

        string[] violates = After(lines, 2, Violates).Split(": ", 2);
        int steps = Number(3, After(lines, 3, Steps));
        bool isCycle = lines[4].StartsWith(Cycle, StringComparison.Ordinal);
        int? cycleFrom = isCycle ? Number(4, lines[4][Cycle.Length..]) : null;
        ImmutableArray<Choice> choices = ChoicesOf(lines, isCycle ? 5 : 4, steps);
        Finding? livelock = isCycle && violates is [Finding.Livelock, string description]
            ? new Finding(Finding.Livelock, description) : null;
        Counterexample counterexample = Counterexample.Execute(configuration, choices, livelock, cycleFrom)
            ?? throw new CounterexampleFileException("its steps cannot be taken here, or show nothing wrong");
        int at = 0;
        foreach (string line in LinesOf(counterexample))
        {
            if (line != lines[at])
            {
                throw Wrong(at, $"here it is '{line.Trim()}'");
            }

            at++;
        }

        return at == lines.Length - 2 ? counterexample : throw Wrong(at, "more lines than steps");
    }

    private static IEnumerable<string> LinesOf(Counterexample counterexample)
    {
        Picture picture = counterexample.Picture;
        yield return Magic + Version;
        yield return Options + ConfigurationText.Of(counterexample.Configuration);
        yield return $"{Violates}{counterexample.Finding.Property}: {counterexample.Finding.Description}";
        yield return string.Create(CultureInfo.InvariantCulture, $"{Steps}{counterexample.Choices.Length}");
        if (picture.CycleFrom is int from)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Cycle}{from}");
        }

        int choiceWidth = picture.Steps.Max(step => ChoiceOf(step).Length);
        int whoWidth = picture.Steps.Max(step => step.Who.Length);
        foreach (PictureStep step in picture.Steps)
        {
            string notes = string.Concat(step.Notes.Select(note => $"; {note}"));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{(step.IsDecisive ? '*' : ' ')}{step.Number,5}  {ChoiceOf(step).PadRight(choiceWidth)}  cpu {step.Cpu}  ")
                + $"{step.Who.PadRight(whoWidth)}  {step.Text}{notes}";
        }
    }

    private static string ChoiceOf(PictureStep step) => step.Choice is Choice choice ? ChoiceText.Of(choice) : NoChoice;

    /// <summary>The first line, and the last: it is a counterexample of this version, whole and as it was written.</summary>
    private static void CheckFrame(string[] lines)
    {
        if (!lines[0].StartsWith(Magic, StringComparison.Ordinal))
        {
            throw new CounterexampleFileException("not a counterexample of silosim");
        }

        if (lines[0] != Magic + Version)
        {
            throw new CounterexampleFileException(
                $"a counterexample of version '{Shown(lines[0][Magic.Length..])}', not {Version}");
        }

        if (lines.Length < 6 || lines[^1].Length > 0 || !lines[^2].StartsWith(End, StringComparison.Ordinal))
        {
            throw new CounterexampleFileException("cut short: its last line is missing");
        }

        string body = string.Concat(lines[..^2].Select(line => line + "\n"));
        if (lines[^2] != End + CheckOf(body))
        {
            throw new CounterexampleFileException("edited or damaged: its last line does not fit what is above it");
        }
    }

    private static ImmutableArray<Choice> ChoicesOf(string[] lines, int first, int steps)
    {
        ImmutableArray<Choice>.Builder choices = ImmutableArray.CreateBuilder<Choice>(steps);
        for (int at = first; at < lines.Length - 2; at++)
        {
            string[] words = lines[at].TrimStart('*').Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 3)
            {
                throw Wrong(at, "not a step");
            }

            if (words[1] != NoChoice)
            {
                choices.Add(ChoiceText.TryParse(words[1], out Choice choice) ? choice
                    : throw Wrong(at, $"'{Shown(words[1])}' is no choice"));
            }
        }

        return choices.Count == steps ? choices.ToImmutable()
            : throw Wrong(3, string.Create(CultureInfo.InvariantCulture, $"there are {choices.Count} steps"));
    }

    private static string After(string[] lines, int at, string word) =>
        lines[at].StartsWith(word, StringComparison.Ordinal) ? lines[at][word.Length..]
            : throw Wrong(at, $"'{word.Trim()}' is missing");

    private static int Number(int at, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MostSteps
            ? number : throw Wrong(at, $"not a number from 0 to {MostSteps}");

    private static CounterexampleFileException Wrong(int at, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"line {at + 1}: {what}"));

    private static string Shown(string text) => text.Length <= 20 ? text : text[..20] + "...";

    /// <summary>Enough of a hash that no slip of a hand goes unseen; it is no signature.</summary>
    private static string CheckOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
