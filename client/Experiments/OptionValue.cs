namespace SiloSim.CommandLine.Experiments;

/// <summary>An option of <c>run</c> or <c>explore</c> with a value.</summary>
/// <param name="Name">Its name without the dashes.</param>
/// <param name="Values">Its values: several for one that can be repeated, none to leave it out.</param>
/// <param name="IsFlag">It is named or not, and takes no value: the only value is <c>true</c> or <c>false</c>.</param>
/// <param name="Line">The line of the file that says so.</param>
internal sealed record OptionValue(string Name, IReadOnlyList<string> Values, bool IsFlag, long Line)
{
    /// <summary>The value as plots and tables show it.</summary>
    public string Text => Values.Count == 0 ? "none" : string.Join("+", Values);

    /// <summary>As a person types it.</summary>
    public IEnumerable<string> Arguments => IsFlag
        ? Values[0] == "true" ? ["--" + Name] : []
        : Values.SelectMany(value => (string[])["--" + Name, value]);
}
