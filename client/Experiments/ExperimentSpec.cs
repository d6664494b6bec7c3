namespace SiloSim.CommandLine.Experiments;

/// <summary>What a file asks for: points, how often each, and what is drawn of them.</summary>
internal sealed record ExperimentSpec
{
    /// <summary>The file, as it was named: for errors.</summary>
    public required string File { get; init; }

    /// <summary>The file's name without its end: folders and results are called so.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about, for the report; may be empty.</summary>
    public string Text { get; init; } = "";

    /// <summary><c>run</c> or <c>explore</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Every combination of what is swept.</summary>
    public required IReadOnlyList<ExperimentPoint> Points { get; init; }

    /// <summary>The names of the options that are swept, in the file's order.</summary>
    public required IReadOnlyList<string> Swept { get; init; }

    /// <summary>How often each point is measured, 1 or more.</summary>
    public required int Repeats { get; init; }

    /// <summary>The seed of each repeat; empty where the command is given none.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>Runs of the first point that warm up each cluster and are not counted, 0 or more.</summary>
    public int WarmUp { get; init; }

    /// <summary>Points that are measured side by side, 1 or more.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>After this nothing more is begun, and what runs is interrupted; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Gateways of a running cluster; null for silos in this process.</summary>
    public string? Cluster { get; init; }

    /// <summary>What is drawn.</summary>
    public required IReadOnlyList<PlotSpec> Plots { get; init; }
}
