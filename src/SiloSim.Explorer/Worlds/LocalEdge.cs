namespace SiloSim.Explorer.Worlds;

/// <summary>Where a thread goes by one result.</summary>
/// <param name="Next">Its next state.</param>
/// <param name="Marks">The operations on the way that are no steps and that some property looks at.</param>
/// <param name="PassesBarrier">Whether a barrier lies on the way: what was loaded early is loaded again.</param>
internal sealed record LocalEdge(LocalState Next, Mark[] Marks, bool PassesBarrier);
