using System.Numerics;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// Looks at all worlds of an exhausted search once more, for what no single world shows: cycles. Without one, the
/// executions from beginning to end can be counted; with one, it may be a livelock.
/// </summary>
internal sealed class CyclePass(StateSpace space, StateSet states, IReduction[] reductions, CancellationToken cancellation)
{
    private readonly World _world = new(space);
    private readonly int[] _fields = new int[space.Fields];
    private readonly ulong[] _packed = new ulong[space.Layout.Words];
    private readonly Choice[] _choices = new Choice[space.MostChoices];

    /// <summary>The worlds that the steps of a world lead to, each as often as steps do.</summary>
    public List<(Choice Choice, int Next)> Successors(int number)
    {
        var successors = new List<(Choice, int)>();
        space.Layout.Unpack(states[number], _fields);
        _world.Set(_fields);
        int count = _world.Choices(_choices);
        foreach (IReduction reduction in reductions)
        {
            count = reduction.Keep(_world, _choices.AsSpan(0, count));
        }

        for (int i = 0; i < count; i++)
        {
            _world.Set(_fields);
            _world.Take(_choices[i]);
            foreach (IReduction reduction in reductions)
            {
                reduction.Represent(_world.Fields);
            }

            space.Layout.Pack(_world.Fields, _packed);
            successors.Add((_choices[i], states.Find(_packed)));
        }

        return successors;
    }

    /// <summary>Counts the executions from the first world to their ends.</summary>
    /// <returns>The count; null if there is a cycle, or the pass was interrupted.</returns>
    public BigInteger? CountInterleavings(int first)
    {
        var counts = new BigInteger[states.Numbers];
        byte[] marks = new byte[states.Numbers]; // 0 not met, 1 on the path, 2 counted
        var path = new Stack<(int Number, List<(Choice Choice, int Next)> Successors, int Taken)>();
        path.Push((first, Successors(first), 0));
        marks[first] = 1;
        while (path.TryPop(out (int Number, List<(Choice Choice, int Next)> Successors, int Taken) top))
        {
            if (top.Taken == top.Successors.Count)
            {
                BigInteger sum = top.Successors.Count == 0 ? BigInteger.One : BigInteger.Zero;
                foreach ((_, int next) in top.Successors)
                {
                    sum += counts[next];
                }

                counts[top.Number] = sum;
                marks[top.Number] = 2;
                continue;
            }

            int child = top.Successors[top.Taken].Next;
            path.Push((top.Number, top.Successors, top.Taken + 1));
            if (marks[child] == 1 || cancellation.IsCancellationRequested)
            {
                return null;
            }

            if (marks[child] == 0)
            {
                marks[child] = 1;
                path.Push((child, Successors(child), 0));
            }
        }

        return counts[first];
    }
}
