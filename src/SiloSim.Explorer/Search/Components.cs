namespace SiloSim.Explorer.Search;

/// <summary>The strongly connected components of a graph: Tarjan's algorithm, without recursion.</summary>
internal static class Components
{
    /// <summary>Finds them.</summary>
    /// <param name="count">How many vertices there may be, by number from 0.</param>
    /// <param name="successors">Where the edges of a vertex lead; null if there is no such vertex.</param>
    /// <returns>The vertices of each component.</returns>
    public static IEnumerable<int[]> Of(int count, Func<int, IEnumerable<int>?> successors)
    {
        int[] index = new int[count]; // 0 not met, else from 1 in the order of being met
        int[] low = new int[count];
        bool[] isOpen = new bool[count];
        var open = new Stack<int>();
        var path = new Stack<(int Vertex, IEnumerator<int> Edges)>();
        int met = 0;
        for (int root = 0; root < count; root++)
        {
            if (index[root] != 0 || successors(root) is not IEnumerable<int> first)
            {
                continue;
            }

            Open(root, first);
            while (path.TryPeek(out (int Vertex, IEnumerator<int> Edges) top))
            {
                if (top.Edges.MoveNext())
                {
                    int next = top.Edges.Current;
                    if (index[next] == 0)
                    {
                        Open(next, successors(next)!);
                    }
                    else if (isOpen[next])
                    {
                        low[top.Vertex] = Math.Min(low[top.Vertex], index[next]);
                    }

                    continue;
                }

                path.Pop();
                if (path.TryPeek(out (int Vertex, IEnumerator<int> Edges) below))
                {
                    low[below.Vertex] = Math.Min(low[below.Vertex], low[top.Vertex]);
                }

                if (low[top.Vertex] == index[top.Vertex])
                {
                    yield return Close(top.Vertex);
                }
            }
        }

        void Open(int vertex, IEnumerable<int> edges)
        {
            index[vertex] = low[vertex] = ++met;
            isOpen[vertex] = true;
            open.Push(vertex);
            path.Push((vertex, edges.GetEnumerator()));
        }

        int[] Close(int vertex)
        {
            List<int> members = [];
            int member;
            do
            {
                member = open.Pop();
                isOpen[member] = false;
                members.Add(member);
            }
            while (member != vertex);
            return [.. members];
        }
    }
}
