namespace SiloSim.Ftrace.Models;

/// <summary>The runs of a strategy that chooses by chance.</summary>
/// <param name="Seed">The same seed makes the same runs.</param>
/// <param name="Count">How many are made, unless one finds something; at least 1.</param>
public sealed record ChanceRuns(ulong Seed, long Count);
