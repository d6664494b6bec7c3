using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Search;

/// <summary>
/// Looks for a cycle without progress that weak fairness does not break: no thread that has to make progress takes a
/// step in it, and whoever takes none cannot take one in some world of it. The graph has to be whole: where like
/// threads are put in order, nobody knows any more who took a step.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="graph">All worlds, and all their steps.</param>
internal sealed class Livelocks(Model model, StateGraph graph)
{
    private readonly int[] _component = NewArray(graph.Numbers);

    /// <summary>Looks for one.</summary>
    /// <returns>The world that it begins in, and the steps round it; null if there is none.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (int Entry, List<Choice> Round)? Find(CancellationToken cancellation)
    {
        // Worlds near the first one were met first and have the least numbers.
        int entry = int.MaxValue;
        int count = 0;
        foreach (int[] component in Components.Of(graph.Numbers, StepsWithoutProgress))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int number in component)
            {
                _component[number] = count;
            }

            count++;
            if (component.Min() < entry && IsEndlessAndFair(component))
            {
                entry = component.Min();
            }
        }

        return entry == int.MaxValue ? null : (entry, RoundFrom(entry));
    }

    /// <summary>The threads, what interrupts each, and the store buffers of the CPUs.</summary>
    private int Processes => (model.Threads.Length * 2) + (model.Memory == MemoryModel.Sc ? 0 : model.Cpus);

    private static int[] NewArray(int length)
    {
        int[] array = new int[length];
        Array.Fill(array, -1);
        return array;
    }

    private int ProcessOf(Choice choice) => choice.Kind switch
    {
        ChoiceKind.Interrupt => model.Threads.Length + choice.Actor,
        ChoiceKind.Flush => (model.Threads.Length * 2) + choice.Actor,
        _ => choice.Actor,
    };

    private bool IsProgress(Choice choice) => choice.Kind is ChoiceKind.Thread or ChoiceKind.LoadEarly
        && model.Threads[choice.Actor].MakesProgress;

    private IEnumerable<int>? StepsWithoutProgress(int number) => graph.Has(number)
        ? graph.Edges(number).Where(edge => !IsProgress(edge.Choice)).Select(edge => edge.To) : null;

    private bool IsEndlessAndFair(int[] component)
    {
        if (graph.ProgressAhead(component[0]).Length == 0 || !EdgesWithin(component[0]).Any())
        {
            return false;
        }

        var waiting = new HashSet<int>(Enumerable.Range(0, Processes));
        foreach (int number in component)
        {
            waiting.ExceptWith(SatisfiedIn(number));
        }

        return waiting.Count == 0;
    }

    private IEnumerable<StateGraph.Edge> EdgesWithin(int number) =>
        graph.Edges(number).Where(edge => !IsProgress(edge.Choice) && _component[edge.To] == _component[number]);

    /// <summary>Who is treated fairly by a world in a cycle: whoever takes a step there, or cannot.</summary>
    private IEnumerable<int> SatisfiedIn(int number)
    {
        List<StateGraph.Edge> edges = graph.Edges(number);
        return Enumerable.Range(0, Processes).Where(process =>
            edges.Where(edge => ProcessOf(edge.Choice) == process).ToList() is var own
            && (own.Count == 0
                || own.Any(edge => !IsProgress(edge.Choice) && _component[edge.To] == _component[number])));
    }

    /// <summary>A way round the component that treats everybody fairly.</summary>
    private List<Choice> RoundFrom(int entry)
    {
        var round = new List<Choice>();
        var waiting = new HashSet<int>(Enumerable.Range(0, Processes));
        int at = entry;
        while (waiting.Count > 0)
        {
            foreach (int process in Enumerable.Range(0, Processes).Where(waiting.Contains).ToList())
            {
                if (graph.Edges(at).All(edge => ProcessOf(edge.Choice) != process))
                {
                    waiting.Remove(process);
                }
            }

            if (waiting.Count > 0)
            {
                at = Go(at, round, (number, edge) => waiting.Contains(ProcessOf(edge.Choice))
                    || waiting.Any(process => graph.Edges(edge.To).All(next => ProcessOf(next.Choice) != process)));
                waiting.Remove(ProcessOf(round[^1]));
            }
        }

        if (at != entry || round.Count == 0)
        {
            Go(at, round, (_, edge) => edge.To == entry);
        }

        return round;
    }

    /// <summary>Goes the shortest way whose last step is as wanted.</summary>
    private int Go(int from, List<Choice> round, Func<int, StateGraph.Edge, bool> isWanted)
    {
        var cameBy = new Dictionary<int, (int From, Choice Choice)>();
        var queue = new Queue<int>([from]);
        while (queue.TryDequeue(out int number))
        {
            foreach (StateGraph.Edge edge in EdgesWithin(number))
            {
                if (isWanted(number, edge))
                {
                    int insertAt = round.Count;
                    round.Add(edge.Choice);
                    for (int back = number; back != from; back = cameBy[back].From)
                    {
                        round.Insert(insertAt, cameBy[back].Choice);
                    }

                    return edge.To;
                }

                if (edge.To != from && cameBy.TryAdd(edge.To, (number, edge.Choice)))
                {
                    queue.Enqueue(edge.To);
                }
            }
        }

        throw new InvalidOperationException("a component of a graph is not connected");
    }
}
