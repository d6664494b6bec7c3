namespace SiloSim.Explorer.Shards;

/// <summary>How a state of a thread is named, and made, in any process.</summary>
/// <param name="Hash">The hash of its content, its name.</param>
/// <param name="Parent">The number of a state that it comes after; -1 where it is the first of a thread.</param>
/// <param name="Thread">Without a parent, the number of the thread.</param>
/// <param name="Result">What the thread was given in the parent.</param>
internal readonly record struct LocalRecipe(ulong Hash, int Parent, int Thread, OperationResult Result);
