namespace SiloSim.Grains.Litmus;

/// <summary>How a litmus test is run.</summary>
/// <param name="Mode">Free or lockstep.</param>
/// <param name="Placement">Where its CPUs are.</param>
/// <param name="Layout">Where its words are.</param>
/// <param name="Instances">How many at the least, 1 or more.</param>
/// <param name="Seed">Of delays, and of all else in lockstep.</param>
public sealed record LitmusOptions(RunMode Mode, string Placement, LitmusLayout Layout, long Instances, ulong Seed);
