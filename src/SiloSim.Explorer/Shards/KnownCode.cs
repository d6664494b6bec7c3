using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Shards;

/// <summary>
/// What several expanders together know of the threads' code: their states, and where each result leads. See
/// <see cref="Expander.Learn"/>. Not for two threads at a time.
/// </summary>
public sealed class KnownCode
{
    private readonly WorldShape _shape;
    private readonly Dictionary<ulong, int> _states = [];
    private readonly HashSet<LocalRecipe> _known = [];
    private readonly List<LocalRecipe> _inOrder = [];

    /// <summary>Nothing.</summary>
    /// <param name="shape">The shape of the worlds.</param>
    public KnownCode(WorldShape shape) => _shape = shape;

    /// <summary>Adds what an expander knows.</summary>
    /// <param name="code">What <see cref="Expansion.Code"/> or <see cref="ToArray"/> gave.</param>
    /// <returns>Whether something of it was new.</returns>
    /// <exception cref="BatchFormatException">It cannot be read.</exception>
    public bool Add(ReadOnlySpan<byte> code)
    {
        int before = _known.Count;
        Read(code, _shape.Threads, recipe =>
        {
            if (!_states.TryGetValue(recipe.Hash, out int number))
            {
                number = _states.Count;
                _states.Add(recipe.Hash, number);
            }

            if (_known.Add(recipe))
            {
                _inOrder.Add(recipe);
            }

            return number;
        });
        return _known.Count > before;
    }

    /// <summary>All of it.</summary>
    public byte[] ToArray()
    {
        var entries = new WireWriter();
        entries.Number(BatchWriter.Version);
        entries.Number(_inOrder.Count);
        int[] indexes = new int[_states.Count];
        for (int i = _inOrder.Count - 1; i >= 0; i--)
        {
            indexes[_states[_inOrder[i].Hash]] = i; // The first entry of each state: it is before those that come after it.
        }

        foreach (LocalRecipe recipe in _inOrder)
        {
            BatchWriter.Write(entries, recipe, recipe.Parent < 0 ? -1 : indexes[recipe.Parent]);
        }

        return entries.ToArray();
    }

    /// <summary>All that a space knows.</summary>
    internal static byte[] Write(StateSpace space)
    {
        var entries = new WireWriter();
        var indexes = new Dictionary<int, int>();
        int count = 0;
        foreach (LocalEdge start in space.Locals.Starts)
        {
            if (start.Next.Failure is null)
            {
                // Like threads have the same first state, which is said to be of each.
                LocalRecipe recipe = new(start.Next.Hash, -1, Array.IndexOf(space.Locals.Starts, start), default);
                BatchWriter.Write(entries, recipe, -1);
                indexes.TryAdd(start.Next.Id, count++);
            }
        }

        for (int id = 0; id < space.Locals.Count; id++)
        {
            LocalState from = space.Locals[id];
            foreach ((int result, LocalEdge edge) in from.Edges.All)
            {
                if (edge is { Next: { Failure: null } next })
                {
                    BatchWriter.Write(entries, new(next.Hash, id, -1, space.Results[result]), indexes[id]);
                    indexes.TryAdd(next.Id, count++);
                }
            }
        }

        var all = new WireWriter();
        all.Number(BatchWriter.Version);
        all.Number(count);
        all.Bytes(entries.Written);
        return all.ToArray();
    }

    /// <summary>How a state is made.</summary>
    internal static LocalRecipe RecipeOf(StateSpace space, LocalState state) => state.Parent is LocalState parent
        ? new LocalRecipe(state.Hash, parent.Id, -1, space.Results[state.Origin])
        : new LocalRecipe(state.Hash, -1, state.Origin, default);

    /// <summary>Reads what is known, state by state; the reader gives each state its number.</summary>
    internal static void Read(ReadOnlySpan<byte> code, int threads, Func<LocalRecipe, int> numberOf)
    {
        var bytes = new WireReader(code);
        if (bytes.Number() != BatchWriter.Version)
        {
            throw new BatchFormatException("what is known of the code is of another version");
        }

        int[] numbers = new int[bytes.Count()];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = numberOf(BatchReader.ReadRecipe(ref bytes, threads, numbers.AsSpan(0, i)));
        }

        if (!bytes.IsAtEnd)
        {
            throw new BatchFormatException("something follows what is known of the code");
        }
    }
}
