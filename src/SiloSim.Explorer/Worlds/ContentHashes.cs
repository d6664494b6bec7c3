namespace SiloSim.Explorer.Worlds;

/// <summary>
/// Hashes of what the numbers in a world's vector stand for: the same in every process, which the numbers are not. Not
/// for two threads at a time.
/// </summary>
internal sealed class ContentHashes(StateSpace space)
{
    private readonly List<ulong> _buffers = [];
    private readonly List<ulong> _loads = [];

    /// <summary>The hash of what a number in some field stands for.</summary>
    public ulong Of(int field, int number) =>
        field < space.BuffersAt ? space.Locals[number].Hash
        : field < space.LoadsAt ? OfStores(_buffers, space.Buffers, number)
        : field < space.PropertiesAt ? OfStores(_loads, space.Loads, number)
        : Mix(0x9E37_79B9_7F4A_7C15, space.Results.Value(number));

    /// <summary>The hash of a world.</summary>
    public ulong Of(ReadOnlySpan<int> fields)
    {
        ulong hash = 0;
        for (int field = 0; field < fields.Length; field++)
        {
            hash = Mix(hash, Of(field, fields[field]));
        }

        return hash;
    }

    private static ulong OfStores(List<ulong> known, BufferTable table, int number)
    {
        while (known.Count <= number)
        {
            ulong hash = 1;
            foreach (BufferedStore store in table[known.Count])
            {
                hash = Mix(Mix(hash, store.Location), ((ulong)store.LengthBytes << 32) | store.Value);
            }

            known.Add(hash);
        }

        return known[number];
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        hash = (hash ^ word) * 0xBF58_476D_1CE4_E5B9;
        hash = (hash ^ (hash >> 29)) * 0x94D0_49BB_1331_11EB;
        return hash ^ (hash >> 32);
    }
}
