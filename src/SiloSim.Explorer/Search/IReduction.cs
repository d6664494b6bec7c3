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

    /// <summary>Whether there may be worlds with a <see cref="LoneStep"/>.</summary>
    bool HasLoneSteps => false;

    /// <summary>The step of a world that has to be taken now, if it is one only and cannot be part of a loop.</summary>
    /// <param name="world">The world.</param>
    /// <param name="room">Room for all its choices.</param>
    /// <returns>The step; null if there are several, or none, or it may be part of a loop.</returns>
    Choice? LoneStep(World world, Span<Choice> room) => null;
}
