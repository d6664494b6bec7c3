using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>Something that a search may leave out without changing its verdict: see <c>docs/VERIFICATION.md</c>.</summary>
internal interface IReduction
{
    /// <summary>Puts a representative in place of a world.</summary>
    /// <param name="fields">The world's vector.</param>
    void Represent(Span<int> fields);

    /// <summary>Keeps those choices in a world that have to be taken now.</summary>
    /// <param name="world">The world.</param>
    /// <param name="choices">The choices that can be taken; those kept move to the front.</param>
    /// <returns>How many are kept: none only if there were none.</returns>
    int Keep(World world, Span<Choice> choices);
}
