namespace SiloSim.Machine.Coherence;

/// <summary>A silo of one machine, by number: the rules of coherence do not know Orleans' addresses.</summary>
/// <param name="Value">0 to the number of the machine's silos - 1.</param>
public readonly record struct SiloIndex(int Value);
