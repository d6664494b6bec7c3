namespace SiloSim.Benchmarks.Measure;

/// <summary>One ratio.</summary>
internal sealed record Row
{
    /// <summary>What is compared.</summary>
    public required string Name { get; init; }

    /// <summary>The unit of the samples.</summary>
    public required string Unit { get; init; }

    /// <summary>What the ratio is to reach; null for a figure that stands beside another one.</summary>
    public required double? Reach { get; init; }

    /// <summary>More is better: the ratio is to be at least the reach; else at most.</summary>
    public bool MoreIsBetter { get; init; }

    /// <summary>The rounds.</summary>
    public required IReadOnlyList<Round> Rounds { get; init; }

    /// <summary>Of the work, the same for each run with the same options.</summary>
    public required uint Checksum { get; init; }

    /// <summary>A factor on the ratio.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The median of the rounds' ratios.</summary>
    public double Ratio => Statistics.Median(Ratios());

    /// <summary>The ratio of each round.</summary>
    public double[] Ratios() => [.. Rounds.Select(round => Scale * round.Ratio)];
}

/// <summary>The samples of one round.</summary>
/// <param name="Baseline">Of what is compared with.</param>
/// <param name="Subject">Of what is compared.</param>
internal sealed record Round(double[] Baseline, double[] Subject)
{
    /// <summary>The ratio of the medians.</summary>
    public double Ratio => Statistics.Median(Subject) / Statistics.Median(Baseline);
}
