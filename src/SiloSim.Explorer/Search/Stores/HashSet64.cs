namespace SiloSim.Explorer.Search;

/// <summary>
/// Hash compaction: of each world a hash of 64 bits, and nothing else. What is stored cannot be read back.
/// Several workers may add at a time.
/// </summary>
internal sealed class HashSet64 : IStateStore
{
    private const int ShardBits = 6;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard())];

    /// <inheritdoc/>
    public long Count => _shards.Sum(shard => (long)shard.Count);

    /// <inheritdoc/>
    public long Bytes => _shards.Sum(shard => shard.Bytes);

    /// <inheritdoc/>
    /// <remarks>Of n worlds with hashes as if by chance, any two have the same one with at most n(n-1)/2 in 2^64.</remarks>
    public double Omission => Math.Min(1, Count * (Count - 1.0) / 2 / Math.Pow(2, 64));

    /// <inheritdoc/>
    public bool Add(ReadOnlySpan<ulong> state, int parent, out int number)
    {
        number = -1;
        ulong hash = WorldHash.Of(state);
        return _shards[hash >> (64 - ShardBits)].Add(hash);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        foreach (Shard shard in _shards)
        {
            shard.Save(writer);
        }
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        foreach (Shard shard in _shards)
        {
            shard.Restore(reader);
        }
    }

    /// <summary>Open addressing, at most seven eighths full; 0 is a free slot.</summary>
    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private ulong[] _slots = new ulong[16];

        public int Count { get; private set; }

        public long Bytes => _slots.Length * (long)sizeof(ulong);

        public bool Add(ulong hash)
        {
            hash = Math.Max(hash, 1);
            lock (_lock)
            {
                if (!Put(_slots, hash))
                {
                    return false;
                }

                Count++;
                if (Count > _slots.Length / 8 * 7)
                {
                    ulong[] larger = new ulong[_slots.Length / 2 * 3];
                    foreach (ulong one in _slots)
                    {
                        Put(larger, one);
                    }

                    _slots = larger;
                }

                return true;
            }
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(Count);
            writer.WriteArray<ulong>(_slots);
        }

        public void Restore(BinaryReader reader)
        {
            Count = reader.ReadInt32();
            _slots = reader.ReadArray<ulong>();
        }

        private static bool Put(ulong[] slots, ulong hash)
        {
            // The bits below those of the shard choose the slot.
            int slot = (int)Math.BigMul(hash << ShardBits, (ulong)slots.Length, out _);
            while (slots[slot] != 0)
            {
                if (slots[slot] == hash)
                {
                    return false;
                }

                slot = slot + 1 == slots.Length ? 0 : slot + 1;
            }

            slots[slot] = hash;
            return hash != 0;
        }
    }
}
