using System.Buffers.Binary;

namespace SiloSim.Explorer.Shards;

/// <summary>Reads what <see cref="WireWriter"/> writes. What it reads may be anything: it never reads further than the end.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsAtEnd => _at == _bytes.Length;

    public ulong Number()
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }

        throw new BatchFormatException("a number has no end");
    }

    /// <summary>A number from 0 to below a limit.</summary>
    public int Below(int limit)
    {
        ulong number = Number();
        return number < (ulong)limit ? (int)number : throw new BatchFormatException($"a number is {number}, of {limit}");
    }

    /// <summary>How many items follow; each takes at least a byte, so nobody is made to allot more than was sent.</summary>
    public int Count(int bytesOfItem = 1)
    {
        ulong count = Number();
        return count <= (ulong)((_bytes.Length - _at) / bytesOfItem)
            ? (int)count : throw new BatchFormatException($"{count} items do not fit");
    }

    public uint Word()
    {
        ulong number = Number();
        return number <= uint.MaxValue ? (uint)number : throw new BatchFormatException("a word has more than 32 bits");
    }

    public ulong Hash() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong)));

    public ReadOnlySpan<byte> Bytes(int length)
    {
        if (length > _bytes.Length - _at)
        {
            throw new BatchFormatException("it is cut off");
        }

        _at += length;
        return _bytes.Slice(_at - length, length);
    }

    private byte Byte() => Bytes(1)[0];
}
