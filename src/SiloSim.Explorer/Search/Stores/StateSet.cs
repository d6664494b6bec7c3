using System.Runtime.InteropServices;

namespace SiloSim.Explorer.Search;

/// <summary>
/// The packed worlds that a search has met, exactly: each once, with the number of the world it was met from. Numbers
/// of worlds count up within a shard. Several workers may add at a time.
/// </summary>
internal sealed class StateSet : IStateStore
{
    private const int ChunkStates = 64;

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

    /// <summary>Whoever looks a world up takes no lock; whoever adds one that is new takes one.</summary>
    private sealed class Shard(int words)
    {
        private readonly Lock _lock = new();
        private volatile ulong[][] _states = new ulong[4][];
        private volatile int[][] _parents = new int[4][];
        private volatile int[] _slots = new int[128];
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public long Bytes => ((long)Chunks * ChunkStates * ((words * sizeof(ulong)) + sizeof(int)))
            + (_slots.Length * (long)sizeof(int)) + (_states.Length * 2L * sizeof(long));

        private int Chunks => (Count + ChunkStates - 1) / ChunkStates;

        public bool Add(ReadOnlySpan<ulong> state, ulong hash, int parent, out int index)
        {
            index = Find(state, hash);
            if (index >= 0)
            {
                return false;
            }

            lock (_lock)
            {
                int[] slots = _slots;
                int slot = Slot(slots, state, hash);
                index = slots[slot] - 1;
                if (index >= 0)
                {
                    return false;
                }

                index = _count;
                Store(index, state, parent);
                Volatile.Write(ref _count, index + 1);
                Volatile.Write(ref slots[slot], index + 1); // All of it is there for whoever sees this.
                if (_count > slots.Length / 5 * 4)
                {
                    Place(slots.Length * 2);
                }

                return true;
            }
        }

        /// <summary>The index of a world; -1 if it is not there, or was not when this began.</summary>
        public int Find(ReadOnlySpan<ulong> state, ulong hash)
        {
            int[] slots = _slots;
            return slots[Slot(slots, state, hash)] - 1;
        }

        public ReadOnlySpan<ulong> At(int index) =>
            _states[index / ChunkStates].AsSpan(index % ChunkStates * words, words);

        public int Parent(int index) => _parents[index / ChunkStates][index % ChunkStates];

        public void Save(BinaryWriter writer)
        {
            writer.Write(_count);
            for (int first = 0; first < _count; first += ChunkStates)
            {
                int used = Math.Min(ChunkStates, _count - first);
                writer.Write(MemoryMarshal.AsBytes(_states[first / ChunkStates].AsSpan(0, used * words)));
                writer.Write(MemoryMarshal.AsBytes(_parents[first / ChunkStates].AsSpan(0, used)));
            }
        }

        public void Restore(BinaryReader reader)
        {
            _count = reader.ReadInt32();
            for (int first = 0; first < _count; first += ChunkStates)
            {
                int used = Math.Min(ChunkStates, _count - first);
                MakeRoom(first / ChunkStates);
                reader.ReadFully<ulong>(_states[first / ChunkStates].AsSpan(0, used * words));
                reader.ReadFully<int>(_parents[first / ChunkStates].AsSpan(0, used));
            }

            int slots = _slots.Length;
            while (_count > slots / 5 * 4)
            {
                slots *= 2;
            }

            Place(slots);
        }

        private void Store(int index, ReadOnlySpan<ulong> state, int parent)
        {
            int chunk = index / ChunkStates;
            if (index % ChunkStates == 0)
            {
                MakeRoom(chunk);
            }

            state.CopyTo(_states[chunk].AsSpan(index % ChunkStates * words));
            _parents[chunk][index % ChunkStates] = parent;
        }

        private void MakeRoom(int chunk)
        {
            if (chunk == _states.Length)
            {
                ulong[][] states = new ulong[chunk * 2][];
                int[][] parents = new int[chunk * 2][];
                _states.CopyTo(states, 0);
                _parents.CopyTo(parents, 0);
                (_states, _parents) = (states, parents);
            }

            _states[chunk] = new ulong[ChunkStates * words];
            _parents[chunk] = new int[ChunkStates];
        }

        /// <summary>The slot of a world, or the free one where it would go.</summary>
        private int Slot(int[] slots, ReadOnlySpan<ulong> state, ulong hash)
        {
            int slot = (int)hash & (slots.Length - 1);
            while (Volatile.Read(ref slots[slot]) is int index && index != 0 && !At(index - 1).SequenceEqual(state))
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            return slot;
        }

        private void Place(int count)
        {
            int[] slots = new int[count];
            for (int index = 0; index < _count; index++)
            {
                int slot = (int)WorldHash.Of(At(index)) & (count - 1);
                while (slots[slot] != 0)
                {
                    slot = (slot + 1) & (count - 1);
                }

                slots[slot] = index + 1;
            }

            _slots = slots;
        }
    }
}
