using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// The worlds of an exhausted search as a graph, to look at once more for what no single world shows. Where a step
/// leads is worked out anew each time: edges are not stored. Not for two operating system threads at a time.
/// </summary>
internal sealed class StateGraph(StateSpace space, StateSet states, IReduction[] reductions)
{
    private readonly World _world = new(space);
    private readonly int[] _fields = new int[space.Fields];
    private readonly ulong[] _packed = new ulong[space.Layout.Words];
    private readonly Chain _chain = new(space, reductions);
    private readonly Choice[] _choices = new Choice[space.MostChoices];

    /// <summary>One more than the greatest number of a world.</summary>
    public int Numbers => states.Numbers;

    /// <summary>Whether a number is that of a world.</summary>
    public bool Has(int number) => states.Has(number);

    /// <summary>The number of the first world.</summary>
    public int First
    {
        get
        {
            _world.Start();
            return Represented();
        }
    }

    /// <summary>The names of the threads that have to make progress, or to end, and have not ended.</summary>
    public string[] ProgressAhead(int number)
    {
        space.Layout.Unpack(states[number], _fields);
        _world.Set(_fields);
        return [.. space.Model.Threads
            .Where((thread, index) =>
                (thread.MakesProgress || space.Model.HasToEnd) && !_world.Local(index).IsCompleted)
            .Select(thread => thread.Name)];
    }

    /// <summary>The steps of a world and where they lead, with the steps after them that are taken alone.</summary>
    public List<Edge> Edges(int number)
    {
        var edges = new List<Edge>();
        int count = Choices(number);
        for (int i = 0; i < count; i++)
        {
            edges.Add(new Edge(_choices[i], After(_choices[i])));
        }

        return edges;
    }

    /// <summary>Adds where the steps of a world lead.</summary>
    public void AddSuccessors(int number, List<int> to)
    {
        int count = Choices(number);
        for (int i = 0; i < count; i++)
        {
            to.Add(After(_choices[i]));
        }
    }

    private int Choices(int number)
    {
        space.Layout.Unpack(states[number], _fields);
        _world.Set(_fields);
        int count = _world.Choices(_choices);
        foreach (IReduction reduction in reductions)
        {
            count = reduction.Keep(_world, _choices.AsSpan(0, count));
        }

        return count;
    }

    private int After(Choice choice)
    {
        _world.Set(_fields);
        _world.Take(choice);
        _chain.Follow(_world);
        return Represented();
    }

    private int Represented()
    {
        foreach (IReduction reduction in reductions)
        {
            reduction.Represent(_world.Fields);
        }

        space.Layout.Pack(_world.Fields, _packed);
        return states.Find(_packed);
    }

    /// <summary>A step and the number of the world that it leads to.</summary>
    public readonly record struct Edge(Choice Choice, int To);
}
