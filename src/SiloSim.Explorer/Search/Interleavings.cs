using System.Numerics;

namespace SiloSim.Explorer.Search;

/// <summary>Counts executions from beginning to end, by going depth first through the worlds of a search.</summary>
internal static class Interleavings
{
    /// <summary>Counts.</summary>
    /// <returns>The count; null if there is a cycle.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BigInteger? Count(StateGraph graph, CancellationToken cancellation)
    {
        var counts = new BigInteger[graph.Numbers];
        var marks = new Mark[graph.Numbers];
        var path = new Stack<Visit>();
        path.Push(new Visit(graph, graph.First));
        marks[graph.First] = Mark.OnPath;
        while (path.TryPeek(out Visit? visit))
        {
            cancellation.ThrowIfCancellationRequested();
            if (visit.Next() is not int child)
            {
                counts[visit.Number] = visit.Edges.Count == 0
                    ? BigInteger.One
                    : visit.Edges.Aggregate(BigInteger.Zero, (sum, edge) => sum + counts[edge.To]);
                marks[visit.Number] = Mark.Counted;
                path.Pop();
            }
            else if (marks[child] == Mark.OnPath)
            {
                return null;
            }
            else if (marks[child] == Mark.New)
            {
                marks[child] = Mark.OnPath;
                path.Push(new Visit(graph, child));
            }
        }

        return counts[graph.First];
    }

    private enum Mark : byte
    {
        New,
        OnPath,
        Counted,
    }

    /// <summary>A world on the path, and how many of its steps were gone.</summary>
    private sealed class Visit(StateGraph graph, int number)
    {
        private int _gone;

        public int Number => number;

        public List<StateGraph.Edge> Edges { get; } = graph.Edges(number);

        public int? Next() => _gone < Edges.Count ? Edges[_gone++].To : null;
    }
}
