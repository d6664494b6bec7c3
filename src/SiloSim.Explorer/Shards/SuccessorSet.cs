using System.Numerics;

namespace SiloSim.Explorer.Shards;

/// <summary>The worlds that the steps from some worlds lead to, each once, and how many steps do.</summary>
internal sealed class SuccessorSet(int fields)
{
    private readonly List<(ulong Hash, int Steps, BigInteger Paths)> _entries = [];
    private int[] _fields = new int[fields * 64];
    private int[] _slots = new int[256];

    public int Count => _entries.Count;

    public ReadOnlySpan<int> Fields(int index) => _fields.AsSpan(index * fields, fields);

    public (ulong Hash, int Steps, BigInteger Paths) this[int index] => _entries[index];

    public void Add(ReadOnlySpan<int> world, ulong hash, BigInteger paths)
    {
        int slot = Slot(world, hash);
        if (_slots[slot] != 0)
        {
            (_, int steps, BigInteger sum) = _entries[_slots[slot] - 1];
            _entries[_slots[slot] - 1] = (hash, steps + 1, sum + paths);
            return;
        }

        int at = Count * fields;
        if (at + fields > _fields.Length)
        {
            Array.Resize(ref _fields, _fields.Length * 2);
        }

        world.CopyTo(_fields.AsSpan(at));
        _entries.Add((hash, 1, paths));
        _slots[slot] = Count;
        if (Count > _slots.Length / 2)
        {
            Grow();
        }
    }

    public void Clear()
    {
        _entries.Clear();
        Array.Clear(_slots);
    }

    private int Slot(ReadOnlySpan<int> world, ulong hash)
    {
        int slot = (int)hash & (_slots.Length - 1);
        while (_slots[slot] != 0 && !Fields(_slots[slot] - 1).SequenceEqual(world))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int index = 0; index < Count; index++)
        {
            _slots[Slot(Fields(index), _entries[index].Hash)] = index + 1;
        }
    }
}
