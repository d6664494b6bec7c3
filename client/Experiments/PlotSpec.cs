namespace SiloSim.CommandLine.Experiments;

/// <summary>A plot, as the file asks for it.</summary>
internal sealed record PlotSpec
{
    /// <summary>The name of its files.</summary>
    public required string Name { get; init; }

    /// <summary>Above it.</summary>
    public required string Title { get; init; }

    /// <summary>The option or figure along x.</summary>
    public required string X { get; init; }

    /// <summary>The figure along y.</summary>
    public required string Y { get; init; }

    /// <summary>The option whose values are lines of their own; null for one line.</summary>
    public string? Series { get; init; }

    /// <summary>The x axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>The y axis is logarithmic.</summary>
    public bool LogY { get; init; }

    /// <summary>What the bars over repeats show.</summary>
    public ErrorBars ErrorBars { get; init; }
}

/// <summary>What the bars over repeats show.</summary>
internal enum ErrorBars
{
    /// <summary>No bars.</summary>
    None,

    /// <summary>From the least to the most.</summary>
    Range,

    /// <summary>One sample standard deviation up and down from the mean.</summary>
    Deviation,
}
