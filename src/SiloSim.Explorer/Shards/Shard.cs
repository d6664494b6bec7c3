using System.Numerics;
using SiloSim.Explorer.Search;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Shards;

/// <summary>
/// The worlds of a search that belong to one of its owners, each once: which were met, which wait to be expanded in this
/// level and in the next. It knows contents only and not the model, and runs no code. Several threads may call at a time.
/// </summary>
/// <remarks>
/// When all worlds are known it can go through them once more in an order in which each comes after all that lead to it
/// (<see cref="BeginCount"/>): to count executions, and to find out whether there are cycles.
/// </remarks>
public sealed class Shard
{
    private const int FirstBits = 6;
    private const int GrowByBits = 3;
    private const int BytesOfSteps = sizeof(int);

    private readonly Lock _lock = new();
    private readonly WorldShape _shape;
    private readonly Components _components = new();
    private readonly int[] _fields;
    private readonly List<int> _steps = [];
    private readonly Dictionary<int, BigInteger> _paths = [];
    private Layout _layout;
    private StateSet _states;
    private ulong[] _packed;
    private List<int> _level = [];
    private List<int> _next = [];
    private int _taken;
    private bool _counts;

    /// <summary>A shard without worlds.</summary>
    /// <param name="shape">The shape of the worlds.</param>
    /// <exception cref="BatchFormatException">No model has such worlds.</exception>
    public Shard(WorldShape shape)
    {
        _shape = shape.IsSensible ? shape : throw new BatchFormatException($"{shape} is not the shape of a world");
        _fields = new int[shape.Fields];
        int[] bits = new int[shape.Fields];
        Array.Fill(bits, FirstBits);
        _layout = new Layout(bits);
        _states = new StateSet(_layout.Words, workers: 1);
        _packed = new ulong[_layout.Words];
    }

    /// <summary>Worlds met.</summary>
    public long States
    {
        get
        {
            lock (_lock)
            {
                return _states.Count;
            }
        }
    }

    /// <summary>Worlds that wait, in this level and the next.</summary>
    public long Waiting
    {
        get
        {
            lock (_lock)
            {
                return _level.Count - _taken + _next.Count;
            }
        }
    }

    /// <summary>Bytes of the stored worlds and of those that wait.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _states.Bytes + (BytesOfSteps * ((long)_steps.Capacity + _level.Capacity + _next.Capacity));
            }
        }
    }

    /// <summary>Adds the worlds of a batch; those that are new wait for the next level.</summary>
    /// <param name="batch">What an <see cref="Expander"/> made for this shard.</param>
    /// <exception cref="BatchFormatException">It is no such batch.</exception>
    public void Accept(ReadOnlySpan<byte> batch)
    {
        lock (_lock)
        {
            var reader = new BatchReader(_shape, _components, batch);
            if (reader.HasPaths != _counts)
            {
                throw new BatchFormatException("it is of another pass");
            }

            while (reader.Next(_fields, out int multiplicity, out BigInteger paths))
            {
                Pack();
                if (_counts)
                {
                    Count(multiplicity, paths);
                }
                else
                {
                    Add(multiplicity);
                }
            }
        }
    }

    /// <summary>Begins the next level, when all of this one was taken and expanded everywhere.</summary>
    /// <returns>How many worlds it has here.</returns>
    public int Advance()
    {
        lock (_lock)
        {
            (_level, _next) = (_next, _level);
            _next.Clear();
            _taken = 0;
            return _level.Count;
        }
    }

    /// <summary>Takes worlds of this level to expand.</summary>
    /// <param name="most">How many at most; 1 or more.</param>
    /// <returns>A batch; null if all were taken.</returns>
    public byte[]? Take(int most)
    {
        lock (_lock)
        {
            int count = Math.Min(most, _level.Count - _taken);
            if (count == 0)
            {
                return null;
            }

            var batch = new BatchWriter(_shape, _components, _counts);
            for (int i = 0; i < count; i++)
            {
                int number = _level[_taken++];
                _layout.Unpack(_states[number], _fields);
                _paths.Remove(number, out BigInteger paths);
                batch.Add(_fields, 1, paths);
            }

            return batch.ToArray();
        }
    }

    /// <summary>
    /// Begins to go through all worlds once more: from now on a world waits for the next level when all the steps that
    /// lead to it have been taken again. Worlds of cycles, and those behind them, never do.
    /// </summary>
    public void BeginCount()
    {
        lock (_lock)
        {
            _counts = true;
            _level.Clear();
            _next.Clear();
            _taken = 0;
        }
    }

    private void Add(int multiplicity)
    {
        if (_states.Add(_packed, -1, out int number))
        {
            _next.Add(number);
            _steps.Add(multiplicity);
        }
        else
        {
            _steps[number] = checked(_steps[number] + multiplicity);
        }
    }

    private void Count(int multiplicity, BigInteger paths)
    {
        int number = _states.Find(_packed);
        if (number < 0 || _steps[number] < multiplicity)
        {
            throw new BatchFormatException("a step leads to a world that the search has not met by it");
        }

        _steps[number] -= multiplicity;
        _paths[number] = paths + _paths.GetValueOrDefault(number);
        if (_steps[number] == 0)
        {
            _next.Add(number);
        }
    }

    private void Pack()
    {
        for (int tooLarge; (tooLarge = _layout.Pack(_fields, _packed)) >= 0;)
        {
            Widen(tooLarge, _fields[tooLarge]);
        }
    }

    /// <summary>Makes room for a number that does not fit: all worlds are packed anew, and keep their numbers.</summary>
    private void Widen(int field, int value)
    {
        int[] bits = _layout.Bits.ToArray();
        while ((uint)value >> bits[field] != 0)
        {
            bits[field] = Math.Min(31, bits[field] + GrowByBits);
        }

        var layout = new Layout(bits);
        var states = new StateSet(layout.Words, workers: 1);
        int[] fields = new int[_shape.Fields];
        ulong[] packed = new ulong[layout.Words];
        for (int number = 0; number < _states.Count; number++)
        {
            _layout.Unpack(_states[number], fields);
            layout.Pack(fields, packed);
            states.Add(packed, -1, out _);
        }

        _layout = layout;
        _states = states;
        _packed = packed;
    }

    /// <summary>The contents that this shard has met, by numbers of its own.</summary>
    private sealed class Components : IComponents
    {
        private readonly Dictionary<ulong, int> _localNumbers = [];
        private readonly List<LocalRecipe> _locals = [];
        private readonly BufferTable _buffers = new(byAddress: false);
        private readonly BufferTable _loads = new(byAddress: false);
        private readonly ResultTable _values = new();

        public LocalRecipe RecipeOf(int local) => _locals[local];

        public BufferedStore[] StoresOf(int buffer) => _buffers[buffer];

        public BufferedStore[] LoadsOf(int loads) => _loads[loads];

        public uint ValueOf(int value) => _values.Value(value);

        public int LocalOf(LocalRecipe recipe)
        {
            if (!_localNumbers.TryGetValue(recipe.Hash, out int number))
            {
                number = _locals.Count;
                _localNumbers.Add(recipe.Hash, number);
                _locals.Add(recipe);
            }

            return number;
        }

        public int BufferOf(BufferedStore[] stores) => _buffers.Of(stores);

        public int LoadsOf(BufferedStore[] loads) => _loads.Of(loads);

        public int NumberOf(uint value) => _values.Of(value);
    }
}
