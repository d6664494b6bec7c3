using System.Collections.Immutable;
using SiloSim.Explorer.Search;
using SiloSim.Grains;

namespace SiloSim.CommandLine.Exploring;

/// <summary>A search over silos that was made.</summary>
/// <param name="Result">
/// What came of it: as on one silo. Where a violation was found whose steps could not be worked out here, it has no
/// counterexample, and the finding says how long it is.
/// </param>
/// <param name="Silos">How many states each silo visited.</param>
/// <param name="Attempts">How often it began from the first state: once, and again for each silo that was lost.</param>
internal sealed record ClusterSearched(SearchResult Result, ImmutableArray<SiloStates> Silos, int Attempts);
