using SiloSim.Ftrace;

namespace SiloSim.Benchmarks.Searches;

/// <summary>What a search came to.</summary>
/// <param name="Violation">The property that breaks; null where all hold in all states.</param>
/// <param name="States">States that were stored.</param>
/// <param name="Transitions">Steps from a state to a state, those to known ones included.</param>
/// <param name="BytesPerState">Memory for a stored state.</param>
internal sealed record SearchResult(Property? Violation, long States, long Transitions, double BytesPerState);
