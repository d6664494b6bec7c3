namespace SiloSim.Explorer.Worlds;

/// <summary>
/// How the fields of a world are packed into 64-bit words: each has as many bits as the largest number met in it needs,
/// and none lies across two words.
/// </summary>
internal sealed class Layout
{
    private readonly int[] _bits;
    private readonly int[] _word;
    private readonly int[] _shift;

    public Layout(int[] bits)
    {
        _bits = bits;
        _word = new int[bits.Length];
        _shift = new int[bits.Length];
        List<int> used = [];
        for (int field = 0; field < bits.Length; field++)
        {
            int word = used.FindIndex(taken => taken + bits[field] <= 64);
            if (word < 0)
            {
                word = used.Count;
                used.Add(0);
            }

            _word[field] = word;
            _shift[field] = used[word];
            used[word] += bits[field];
        }

        Words = Math.Max(1, used.Count);
    }

    /// <summary>64-bit words of a packed world.</summary>
    public int Words { get; }

    /// <summary>Bits of each field.</summary>
    public ReadOnlySpan<int> Bits => _bits;

    /// <summary>Packs fields.</summary>
    /// <returns>The number of the first field that does not fit; -1 if all do.</returns>
    public int Pack(ReadOnlySpan<int> fields, Span<ulong> packed)
    {
        packed.Clear();
        for (int field = 0; field < fields.Length; field++)
        {
            uint value = (uint)fields[field];
            if (value >> _bits[field] != 0)
            {
                return field;
            }

            packed[_word[field]] |= (ulong)value << _shift[field];
        }

        return -1;
    }

    /// <summary>The fields of a packed world.</summary>
    public void Unpack(ReadOnlySpan<ulong> packed, Span<int> fields)
    {
        for (int field = 0; field < fields.Length; field++)
        {
            fields[field] = (int)((packed[_word[field]] >> _shift[field]) & ((1ul << _bits[field]) - 1));
        }
    }
}
