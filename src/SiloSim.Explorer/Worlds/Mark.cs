namespace SiloSim.Explorer.Worlds;

/// <summary>An operation that is no step, done at the end of the step before it.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Observers">The properties that look at it.</param>
internal sealed record Mark(Operation Operation, int[] Observers);
