using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// The steps that are taken alone one after the other: the worlds between them have no other step to take, so nobody
/// stores them. Not for two operating system threads at a time.
/// </summary>
internal sealed class Chain(StateSpace space, IReduction[] reductions)
{
    // A chain has no step that is known to be part of a loop, so it ends; while not all code is known, here.
    private const int Longest = 1000;

    private readonly Choice[] _choices = new Choice[space.MostChoices];
    private readonly IReduction? _reduction = Array.Find(reductions, reduction => reduction.HasLoneSteps);

    /// <summary>Takes such steps until there are several to choose from, or something is found.</summary>
    /// <param name="world">The world after a step.</param>
    /// <param name="taken">Where each step taken is written to; null for nowhere.</param>
    /// <returns>How many were taken.</returns>
    public int Follow(World world, List<Choice>? taken = null)
    {
        int steps = 0;
        while (_reduction is not null && world.Found is null && steps < Longest
            && _reduction.LoneStep(world, _choices) is Choice alone)
        {
            world.Take(alone);
            taken?.Add(alone);
            steps++;
        }

        return steps;
    }
}
