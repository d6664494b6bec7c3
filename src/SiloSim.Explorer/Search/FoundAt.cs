using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Search;

/// <summary>Something wrong, and where a search met it.</summary>
/// <param name="Finding">What is wrong.</param>
/// <param name="Parent">The number of the world that it was met in or from; -1 before the first.</param>
/// <param name="Choice">The step from there; null if the world itself is wrong.</param>
/// <param name="Steps">The steps from the first world.</param>
internal sealed record FoundAt(Finding Finding, int Parent, Choice? Choice, int Steps);
