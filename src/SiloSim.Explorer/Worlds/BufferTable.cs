using System.Collections.Concurrent;

namespace SiloSim.Explorer.Worlds;

/// <summary>
/// Numbers for the contents of store buffers: 0 is the empty one. Stores of different bytes leave a PSO buffer in any
/// order, so its contents are kept in one order, by address.
/// </summary>
internal sealed class BufferTable
{
    private readonly bool _byAddress;
    private readonly Lock _lock = new();
    private readonly Dictionary<Contents, int> _ids = [];
    private readonly ConcurrentDictionary<(int, BufferedStore), int> _appended = new();
    private readonly ConcurrentDictionary<(int, int), int> _removed = new();
    private volatile BufferedStore[][] _buffers = new BufferedStore[64][];
    private int _count;

    public BufferTable(bool byAddress)
    {
        _byAddress = byAddress;
        Of([]);
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>The stores of a buffer, the oldest first.</summary>
    public BufferedStore[] this[int id] => _buffers[id];

    /// <summary>The buffer with a store more.</summary>
    public int Append(int id, BufferedStore store) => _appended.TryGetValue((id, store), out int known)
        ? known : _appended.GetOrAdd((id, store), Of(InOrder([.. _buffers[id], store])));

    /// <summary>The buffer without the store at some place.</summary>
    public int RemoveAt(int id, int index) => _removed.TryGetValue((id, index), out int known)
        ? known : _removed.GetOrAdd((id, index), Of([.. _buffers[id][..index], .. _buffers[id][(index + 1)..]]));

    /// <summary>Whether the store at some place may go to memory next.</summary>
    public bool MayLeave(int id, int index)
    {
        BufferedStore[] stores = _buffers[id];
        if (!_byAddress)
        {
            return index == 0;
        }

        for (int older = 0; older < index; older++)
        {
            if (stores[older].Overlaps(stores[index]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The number of a buffer with these stores, in the order that <see cref="this[int]"/> gives.</summary>
    public int Of(BufferedStore[] stores)
    {
        lock (_lock)
        {
            if (!_ids.TryGetValue(new Contents(stores), out int id))
            {
                id = _count;
                if (id == _buffers.Length)
                {
                    BufferedStore[][] larger = new BufferedStore[id * 2][];
                    _buffers.CopyTo(larger, 0);
                    _buffers = larger;
                }

                _ids.Add(new Contents(stores), id);
                _buffers[id] = stores;
                Volatile.Write(ref _count, id + 1);
            }

            return id;
        }
    }

    private BufferedStore[] InOrder(BufferedStore[] stores)
    {
        // The sort is stable, and stores that overlap are in one word; where they differ in size, their order stays.
        return !_byAddress ? stores
            : [.. stores.OrderBy(store => stores.Any(other => other.Overlaps(store) && other.Location != store.Location)
                ? store.Word : store.Location)];
    }

    private readonly struct Contents(BufferedStore[] stores) : IEquatable<Contents>
    {
        private readonly BufferedStore[] _stores = stores;

        public bool Equals(Contents other) => _stores.AsSpan().SequenceEqual(other._stores);

        public override bool Equals(object? obj) => obj is Contents other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (BufferedStore store in _stores)
            {
                hash.Add(store);
            }

            return hash.ToHashCode();
        }
    }
}
