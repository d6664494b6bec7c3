namespace SiloSim.Explorer.Worlds;

/// <summary>
/// Small numbers for the results that a search meets, and so for the values of memory words: 0 is the number of 0.
/// Reading takes no lock; a value that is new takes one.
/// </summary>
internal sealed class ResultTable
{
    private readonly Lock _lock = new();
    private volatile OperationResult[] _results = new OperationResult[64];
    private volatile int[] _slots = new int[256];
    private int _count;

    public ResultTable() => Add(default);

    public int Count => Volatile.Read(ref _count);

    public OperationResult this[int id] => _results[id];

    public uint Value(int id) => _results[id].Value;

    public int Of(uint value) => Of(new OperationResult(value, 0));

    public int Of(OperationResult result)
    {
        int[] slots = _slots;
        for (int slot = Slot(result, slots); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if (_results[slots[slot] - 1] == result)
            {
                return slots[slot] - 1;
            }
        }

        return Add(result);
    }

    private static int Slot(OperationResult result, int[] slots) =>
        (int)(((result.Value * 0x9E37_79B1u) ^ ((uint)result.Status * 0x85EB_CA77u)) >> 8) & (slots.Length - 1);

    private static void Put(int[] slots, OperationResult result, int id)
    {
        int slot = Slot(result, slots);
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        Volatile.Write(ref slots[slot], id + 1);
    }

    private int Add(OperationResult result)
    {
        lock (_lock)
        {
            for (int id = 0; id < _count; id++)
            {
                if (_results[id] == result)
                {
                    return id;
                }
            }

            if (_count == _results.Length)
            {
                OperationResult[] larger = new OperationResult[_count * 2];
                _results.CopyTo(larger, 0);
                _results = larger;
            }

            _results[_count] = result;
            if (_count * 4 > _slots.Length)
            {
                int[] slots = new int[_slots.Length * 2];
                for (int id = 0; id < _count; id++)
                {
                    Put(slots, _results[id], id);
                }

                Put(slots, result, _count);
                _slots = slots;
            }
            else
            {
                Put(_slots, result, _count);
            }

            return _count++;
        }
    }
}
