namespace SiloSim.Machine.Litmus;

/// <summary>A step of a thread.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Word">The word: 0 for x, 1 for y.</param>
/// <param name="Value">What it stores.</param>
/// <param name="Register">Where its result goes; -1 for nowhere.</param>
public readonly record struct LitmusStep(LitmusStepKind Kind, int Word = 0, int Value = 0, int Register = -1);
