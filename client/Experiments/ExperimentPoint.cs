namespace SiloSim.CommandLine.Experiments;

/// <summary>One combination of options.</summary>
/// <param name="Options">All that the file says, swept or not, in its order.</param>
internal sealed record ExperimentPoint(IReadOnlyList<OptionValue> Options)
{
    /// <summary>What an option is in this point; null where nothing is said.</summary>
    public string? this[string name] => Options.FirstOrDefault(option => option.Name == name)?.Text;

    /// <summary>As a person types it behind the command.</summary>
    public string[] Arguments => [.. Options.SelectMany(static option => option.Arguments)];
}
