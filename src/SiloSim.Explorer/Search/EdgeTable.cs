namespace SiloSim.Explorer.Search;

/// <summary>Where all steps of all worlds of a graph lead, worked out once, by several workers.</summary>
internal sealed class EdgeTable
{
    private const int BlockNumbers = 1024;

    private readonly Block[] _blocks;

    private EdgeTable(int numbers) => _blocks = new Block[(numbers + BlockNumbers - 1) / BlockNumbers];

    /// <summary>Works them out.</summary>
    /// <param name="graph">The graph; each worker makes one of its own.</param>
    /// <param name="workers">How many.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EdgeTable Of(Func<StateGraph> graph, int workers, CancellationToken cancellation)
    {
        int numbers = graph().Numbers;
        var table = new EdgeTable(numbers);
        int next = -1;
        Crew.Run(workers, _ =>
        {
            StateGraph own = graph();
            List<int> targets = [];
            while (Interlocked.Increment(ref next) is int block && block < table._blocks.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                targets.Clear();
                int[] ends = new int[BlockNumbers];
                for (int i = 0; i < BlockNumbers; i++)
                {
                    int number = (block * BlockNumbers) + i;
                    if (number < numbers && own.Has(number))
                    {
                        own.AddSuccessors(number, targets);
                    }

                    ends[i] = targets.Count;
                }

                table._blocks[block] = new Block(ends, [.. targets]);
            }
        });
        return table;
    }

    /// <summary>Where the steps of a world lead; one number for each step.</summary>
    public ReadOnlySpan<int> this[int number]
    {
        get
        {
            Block block = _blocks[number / BlockNumbers];
            int at = number % BlockNumbers;
            int start = at == 0 ? 0 : block.Ends[at - 1];
            return block.Targets.AsSpan(start, block.Ends[at] - start);
        }
    }

    private readonly record struct Block(int[] Ends, int[] Targets);
}
