namespace SiloSim.Explorer.Search;

/// <summary>
/// Bitstate hashing: a world sets eight bits, which its hash chooses, and was met if all of them are set. There are
/// layers of bits, each twice as large as the one before; the last one is filled, and looked up are all. Several
/// workers may add at a time.
/// </summary>
internal sealed class BitState : IStateStore
{
    private const int BitsOfAWorld = 8;
    private const int WorldsPerWord = 3; // A little over 21 bits for each world: a full layer is a third set.
    private const int FirstWords = 256;
    private const int Stripes = 64;

    private readonly Lock[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new Lock())];
    private readonly Lock _lock = new();
    private volatile ulong[][] _layers = [new ulong[FirstWords]];
    private long _count;
    private long _room = FirstWords * WorldsPerWord;

    /// <inheritdoc/>
    public long Count => Interlocked.Read(ref _count);

    /// <inheritdoc/>
    public long Bytes => _layers.Sum(layer => layer.Length * (long)sizeof(ulong));

    /// <inheritdoc/>
    /// <remarks>That of a further world at the end: of each layer, that all its bits are set.</remarks>
    public double Omission => Math.Min(1, _layers.Sum(layer => Math.Pow(
        layer.Sum(word => (double)ulong.PopCount(word)) / (layer.Length * 64.0), BitsOfAWorld)));

    /// <inheritdoc/>
    public bool Add(ReadOnlySpan<ulong> state, int parent, out int number)
    {
        number = -1;
        ulong hash = WorldHash.Of(state);
        ulong step = WorldHash.Again(hash) | 1;

        // Two workers that add the same world take turns; others share words only.
        lock (_stripes[hash & (Stripes - 1)])
        {
            ulong[][] layers = _layers;
            foreach (ulong[] layer in layers)
            {
                if (IsSet(layer, hash, step))
                {
                    return false;
                }
            }

            for (int bit = 0; bit < BitsOfAWorld; bit++)
            {
                Interlocked.Or(ref Word(layers[^1], hash, step, bit, out ulong mask), mask);
            }
        }

        if (Interlocked.Increment(ref _count) >= Interlocked.Read(ref _room))
        {
            Grow();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_count);
        writer.Write(_room);
        writer.Write(_layers.Length);
        foreach (ulong[] layer in _layers)
        {
            writer.WriteArray<ulong>(layer);
        }
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        _count = reader.ReadInt64();
        _room = reader.ReadInt64();
        _layers = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadArray<ulong>())];
    }

    private static bool IsSet(ulong[] layer, ulong hash, ulong step)
    {
        for (int bit = 0; bit < BitsOfAWorld; bit++)
        {
            if ((Volatile.Read(ref Word(layer, hash, step, bit, out ulong mask)) & mask) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ref ulong Word(ulong[] layer, ulong hash, ulong step, int bit, out ulong mask)
    {
        ulong place = hash + ((ulong)bit * step);
        mask = 1ul << (int)(place & 63);
        return ref layer[Math.BigMul(place, (ulong)layer.Length, out _)];
    }

    private void Grow()
    {
        lock (_lock)
        {
            if (_count >= _room)
            {
                ulong[] layer = new ulong[_layers[^1].Length * 2];
                Interlocked.Add(ref _room, layer.Length * (long)WorldsPerWord);
                _layers = [.. _layers, layer];
            }
        }
    }
}
