using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// Worlds that differ only in the order of like threads count once: of each such set, the one is searched in which like
/// threads are in the order of the numbers of their states, or of what those stand for.
/// </summary>
/// <param name="space">The space.</param>
/// <param name="contents">For an order that is the same in every process; null for that of numbers, which is faster.</param>
internal sealed class Symmetry(StateSpace space, ContentHashes? contents = null) : IReduction
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
        int order = CompareFields(fields, one, other);
        if (order == 0 && space.HasBuffers)
        {
            order = CompareFields(fields, space.BuffersAt + _cpuOf[one], space.BuffersAt + _cpuOf[other]);
        }

        if (order == 0 && space.EarlyWords.Length > 0)
        {
            order = CompareFields(fields, space.LoadsAt + one, space.LoadsAt + other);
        }

        return order;
    }

    private int CompareFields(Span<int> fields, int one, int other) => contents is null
        ? fields[one].CompareTo(fields[other])
        : contents.Of(one, fields[one]).CompareTo(contents.Of(other, fields[other]));

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
