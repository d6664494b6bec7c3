using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// Worlds that differ only in the order of like threads count once: of each such set, the one is searched in which like
/// threads are in the order of the numbers of their states.
/// </summary>
internal sealed class Symmetry(StateSpace space) : IReduction
{
    private readonly int[] _cpuOf = [.. space.Model.Threads.Select(thread => thread.Cpu)];

    /// <inheritdoc/>
    public void Represent(Span<int> fields)
    {
        foreach (int[] kin in space.Kin)
        {
            for (int i = 1; i < kin.Length; i++)
            {
                for (int j = i; j > 0 && Compare(fields, kin[j - 1], kin[j]) > 0; j--)
                {
                    Swap(fields, kin[j - 1], kin[j]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public int Keep(World world, Span<Choice> choices) => choices.Length;

    private int Compare(Span<int> fields, int one, int other)
    {
        int order = fields[one].CompareTo(fields[other]);
        if (order == 0 && space.HasBuffers)
        {
            order = fields[space.BuffersAt + _cpuOf[one]].CompareTo(fields[space.BuffersAt + _cpuOf[other]]);
        }

        if (order == 0 && space.EarlyWords.Length > 0)
        {
            order = fields[space.LoadsAt + one].CompareTo(fields[space.LoadsAt + other]);
        }

        return order;
    }

    private void Swap(Span<int> fields, int one, int other)
    {
        (fields[one], fields[other]) = (fields[other], fields[one]);
        if (space.HasBuffers)
        {
            int a = space.BuffersAt + _cpuOf[one];
            int b = space.BuffersAt + _cpuOf[other];
            (fields[a], fields[b]) = (fields[b], fields[a]);
        }

        if (space.EarlyWords.Length > 0)
        {
            int a = space.LoadsAt + one;
            int b = space.LoadsAt + other;
            (fields[a], fields[b]) = (fields[b], fields[a]);
        }
    }
}
