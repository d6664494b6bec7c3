using System.Numerics;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Shards;

/// <summary>Reads what <see cref="BatchWriter"/> writes, into the reader's own numbers. What it reads may be anything.</summary>
internal ref struct BatchReader
{
    private const int MostBytesOfACount = 4096; // A number of executions of ten thousand digits.

    private readonly WorldShape _shape;
    private readonly int[] _locals;
    private readonly int[] _buffers;
    private readonly int[] _loads;
    private readonly int[] _values;
    private WireReader _bytes;
    private int _left;

    /// <summary>Reads the tables.</summary>
    /// <exception cref="BatchFormatException">They are none, or the recipe of a state does not lead to it.</exception>
    public BatchReader(WorldShape shape, IComponents components, ReadOnlySpan<byte> batch)
    {
        _shape = shape;
        _bytes = new WireReader(batch);
        ulong version = _bytes.Number();
        if (version != BatchWriter.Version)
        {
            throw new BatchFormatException($"its version is {version}, not {BatchWriter.Version}");
        }

        HasPaths = _bytes.Below(2) == 1;
        _locals = new int[_bytes.Count()];
        for (int i = 0; i < _locals.Length; i++)
        {
            _locals[i] = components.LocalOf(ReadRecipe(ref _bytes, shape.Threads, _locals.AsSpan(0, i)));
        }

        _buffers = new int[_bytes.Count()];
        for (int i = 0; i < _buffers.Length; i++)
        {
            _buffers[i] = components.BufferOf(ReadStores());
        }

        _loads = new int[_bytes.Count()];
        for (int i = 0; i < _loads.Length; i++)
        {
            _loads[i] = components.LoadsOf(ReadStores());
        }

        _values = new int[_bytes.Count()];
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = components.NumberOf(_bytes.Word());
        }

        Count = _bytes.Count(Math.Max(1, shape.Fields));
        _left = Count;
    }

    /// <summary>Whether each world comes with how many executions lead to it.</summary>
    public bool HasPaths { get; }

    /// <summary>How many worlds the batch has.</summary>
    public int Count { get; }

    /// <summary>Reads the next world.</summary>
    /// <param name="fields">Takes the numbers of its components.</param>
    /// <param name="multiplicity">How many steps lead to it.</param>
    /// <param name="paths">How many executions do; 0 where the batch does not say.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BatchFormatException">It is none.</exception>
    public bool Next(Span<int> fields, out int multiplicity, out BigInteger paths)
    {
        multiplicity = 0;
        paths = BigInteger.Zero;
        if (_left == 0)
        {
            return _bytes.IsAtEnd ? false : throw new BatchFormatException("something follows its last world");
        }

        _left--;
        for (int field = 0; field < fields.Length; field++)
        {
            int[] table = field < _shape.Threads ? _locals
                : field < _shape.LoadsAt ? _buffers
                : field < _shape.ValuesAt ? _loads
                : _values;
            fields[field] = table[_bytes.Below(table.Length)];
        }

        multiplicity = _bytes.Below(int.MaxValue);
        if (HasPaths)
        {
            paths = new BigInteger(_bytes.Bytes(_bytes.Below(MostBytesOfACount)), isUnsigned: true);
        }

        return true;
    }

    /// <summary>Reads how a state is made.</summary>
    internal static LocalRecipe ReadRecipe(ref WireReader bytes, int threads, ReadOnlySpan<int> earlier)
    {
        ulong hash = bytes.Hash();
        int parent = bytes.Below(earlier.Length + 1) - 1;
        return parent < 0
            ? new LocalRecipe(hash, -1, bytes.Below(threads), default)
            : new LocalRecipe(hash, earlier[parent], -1, new OperationResult(bytes.Word(), (int)bytes.Word()));
    }

    private BufferedStore[] ReadStores()
    {
        var stores = new BufferedStore[_bytes.Below(World.LargestBuffer + 1)];
        for (int i = 0; i < stores.Length; i++)
        {
            uint location = _bytes.Word();
            int lengthBytes = _bytes.Below(5);
            stores[i] = new BufferedStore(location, lengthBytes, _bytes.Word());
            if (lengthBytes is not (1 or 2 or 4) || location % lengthBytes != 0)
            {
                throw new BatchFormatException($"a store of {lengthBytes} bytes at {location:x8}");
            }
        }

        return stores;
    }
}
