namespace SiloSim.Explorer.Search;

/// <summary>
/// The packed worlds that a search has met, exactly: each once, with the number of the world it was met from. Numbers
/// of worlds count up within a shard. Several workers may add at a time.
/// </summary>
internal sealed class StateSet : IStateStore
{
    private const int ChunkStates = 256;

    private readonly int _words;
    private int _shardBits;
    private Shard[] _shards;

    /// <param name="words">64-bit words of a packed world.</param>
    /// <param name="workers">How many may add at a time.</param>
    public StateSet(int words, int workers)
    {
        _words = words;
        _shardBits = workers == 1 ? 0 : 6;
        _shards = [.. Enumerable.Range(0, 1 << _shardBits).Select(_ => new Shard(words))];
    }

    /// <inheritdoc/>
    public long Count => _shards.Sum(shard => (long)shard.Count);

    /// <inheritdoc/>
    public long Bytes => _shards.Sum(shard => shard.Bytes);

    /// <summary>One more than the greatest number that a world has.</summary>
    public int Numbers => (_shards.Max(shard => shard.Count) << _shardBits) | (_shards.Length - 1);

    /// <inheritdoc/>
    public double Omission => 0;

    /// <inheritdoc/>
    public bool Add(ReadOnlySpan<ulong> state, int parent, out int number)
    {
        ulong hash = WorldHash.Of(state);
        int shard = (int)(hash >> 58) & (_shards.Length - 1);
        bool isNew = _shards[shard].Add(state, hash, parent, out int index);
        number = (index << _shardBits) | shard;
        return isNew;
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_shardBits);
        foreach (Shard shard in _shards)
        {
            shard.Save(writer);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Numbers stay as they were, and so there are as many shards as there were, whoever adds now.</remarks>
    public void Restore(BinaryReader reader)
    {
        _shardBits = reader.ReadInt32();
        _shards = [.. Enumerable.Range(0, 1 << _shardBits).Select(_ => new Shard(_words))];
        foreach (Shard shard in _shards)
        {
            shard.Restore(reader);
        }
    }

    /// <summary>The number of a world; -1 if it is not in the set.</summary>
    public int Find(ReadOnlySpan<ulong> state)
    {
        ulong hash = WorldHash.Of(state);
        int shard = (int)(hash >> 58) & (_shards.Length - 1);
        int index = _shards[shard].Find(state, hash);
        return index < 0 ? -1 : (index << _shardBits) | shard;
    }

    /// <summary>The packed world of a number.</summary>
    public ReadOnlySpan<ulong> this[int number] => _shards[number & (_shards.Length - 1)].At(number >> _shardBits);

    /// <summary>The number of the world that a world was first reached from; -1 for the first.</summary>
    public int Parent(int number) => _shards[number & (_shards.Length - 1)].Parent(number >> _shardBits);

    /// <summary>Whether a number is that of a world.</summary>
    public bool Has(int number) => number >> _shardBits < _shards[number & (_shards.Length - 1)].Count;

    private sealed class Shard(int words)
    {
        private readonly Lock _lock = new();
        private readonly List<ulong[]> _states = [];
        private readonly List<int[]> _parents = [];
        private int[] _slots = new int[128];

        public int Count { get; private set; }

        public long Bytes =>
            ((long)_states.Count * ChunkStates * ((words * sizeof(ulong)) + sizeof(int))) + (_slots.Length * (long)sizeof(int));

        public bool Add(ReadOnlySpan<ulong> state, ulong hash, int parent, out int index)
        {
            lock (_lock)
            {
                int slot = Slot(state, hash);
                if (_slots[slot] != 0)
                {
                    index = _slots[slot] - 1;
                    return false;
                }

                index = Count;
                if (index % ChunkStates == 0)
                {
                    _states.Add(new ulong[ChunkStates * words]);
                    _parents.Add(new int[ChunkStates]);
                }

                state.CopyTo(_states[^1].AsSpan(index % ChunkStates * words));
                _parents[^1][index % ChunkStates] = parent;
                Count++;
                _slots[slot] = index + 1;
                if (Count > _slots.Length / 5 * 4)
                {
                    Place(_slots.Length * 2);
                }

                return true;
            }
        }

        public int Find(ReadOnlySpan<ulong> state, ulong hash)
        {
            lock (_lock)
            {
                return _slots[Slot(state, hash)] - 1;
            }
        }

        public ReadOnlySpan<ulong> At(int index) =>
            _states[index / ChunkStates].AsSpan(index % ChunkStates * words, words);

        public int Parent(int index) => _parents[index / ChunkStates][index % ChunkStates];

        public void Save(BinaryWriter writer)
        {
            writer.Write(Count);
            for (int chunk = 0; chunk < _states.Count; chunk++)
            {
                int used = Math.Min(ChunkStates, Count - (chunk * ChunkStates));
                writer.WriteArray<ulong>(_states[chunk].AsSpan(0, used * words));
                writer.WriteArray<int>(_parents[chunk].AsSpan(0, used));
            }
        }

        public void Restore(BinaryReader reader)
        {
            Count = reader.ReadInt32();
            for (int first = 0; first < Count; first += ChunkStates)
            {
                _states.Add(reader.ReadArray<ulong>());
                _parents.Add(reader.ReadArray<int>());
            }

            if (_states.Count > 0)
            {
                // The last chunk goes on to be filled.
                _states[^1] = [.. _states[^1], .. new ulong[(ChunkStates * words) - _states[^1].Length]];
                _parents[^1] = [.. _parents[^1], .. new int[ChunkStates - _parents[^1].Length]];
            }

            int slots = _slots.Length;
            while (Count > slots / 5 * 4)
            {
                slots *= 2;
            }

            Place(slots);
        }

        /// <summary>The slot of a world, or the free one where it would go.</summary>
        private int Slot(ReadOnlySpan<ulong> state, ulong hash)
        {
            int slot = (int)hash & (_slots.Length - 1);
            while (_slots[slot] != 0 && !At(_slots[slot] - 1).SequenceEqual(state))
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            return slot;
        }

        private void Place(int slots)
        {
            _slots = new int[slots];
            for (int index = 0; index < Count; index++)
            {
                int slot = (int)WorldHash.Of(At(index)) & (_slots.Length - 1);
                while (_slots[slot] != 0)
                {
                    slot = (slot + 1) & (_slots.Length - 1);
                }

                _slots[slot] = index + 1;
            }
        }
    }
}
