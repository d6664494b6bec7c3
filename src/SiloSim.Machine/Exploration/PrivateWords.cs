using System.Buffers;
using System.Buffers.Binary;

namespace SiloSim.Machine;

/// <summary>
/// The stack of one CPU that is explored: the words that are not 0, by place. It never changes; a write makes another,
/// so copies cost nothing, and equal contents are equal bytes.
/// </summary>
internal sealed class PrivateWords
{
    private const int EncodedWordBytes = sizeof(ushort) + sizeof(uint);

    private readonly ushort[] _places;
    private readonly uint[] _values;

    private PrivateWords(ushort[] places, uint[] values)
    {
        _places = places;
        _values = values;
    }

    /// <summary>All words 0.</summary>
    public static PrivateWords Zero { get; } = new([], []);

    /// <summary>Reads 1, 2 or 4 bytes.</summary>
    /// <param name="offset">Byte offset, aligned.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    public uint Read(uint offset, int bytes)
    {
        int at = Array.BinarySearch(_places, (ushort)(offset / 4));
        return at < 0 ? 0 : (_values[at] >> Shift(offset)) & Mask(bytes);
    }

    /// <summary>Writes 1, 2 or 4 bytes.</summary>
    /// <param name="offset">Byte offset, aligned.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    /// <param name="value">What to write; bits beyond the size are ignored.</param>
    /// <returns>The words after that.</returns>
    public PrivateWords Write(uint offset, int bytes, uint value)
    {
        ushort place = (ushort)(offset / 4);
        int at = Array.BinarySearch(_places, place);
        uint before = at < 0 ? 0 : _values[at];
        uint mask = Mask(bytes) << Shift(offset);
        uint after = (before & ~mask) | ((value << Shift(offset)) & mask);
        if (after == before)
        {
            return this;
        }
        if (at < 0)
        {
            return new PrivateWords(
                [.. _places.AsSpan(0, ~at), place, .. _places.AsSpan(~at)],
                [.. _values.AsSpan(0, ~at), after, .. _values.AsSpan(~at)]);
        }
        if (after == 0)
        {
            return new PrivateWords(
                [.. _places.AsSpan(0, at), .. _places.AsSpan(at + 1)],
                [.. _values.AsSpan(0, at), .. _values.AsSpan(at + 1)]);
        }
        uint[] values = [.. _values];
        values[at] = after;
        return new PrivateWords(_places, values);
    }

    /// <summary>Appends the words.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        int length = sizeof(ushort) + (_places.Length * EncodedWordBytes);
        Span<byte> to = writer.GetSpan(length);
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)_places.Length);
        to = to[sizeof(ushort)..];
        for (int i = 0; i < _places.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(to, _places[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(to[sizeof(ushort)..], _values[i]);
            to = to[EncodedWordBytes..];
        }
        writer.Advance(length);
    }

    /// <summary>The words that <see cref="Encode"/> has written.</summary>
    /// <param name="from">Exactly what it has written.</param>
    /// <returns>The words, or null if it did not write that.</returns>
    public static PrivateWords? Decode(ReadOnlySpan<byte> from)
    {
        if (from.Length < sizeof(ushort)
            || from.Length != sizeof(ushort) + (BinaryPrimitives.ReadUInt16LittleEndian(from) * EncodedWordBytes))
        {
            return null;
        }
        from = from[sizeof(ushort)..];
        if (from.IsEmpty)
        {
            return Zero;
        }
        var places = new ushort[from.Length / EncodedWordBytes];
        var values = new uint[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = BinaryPrimitives.ReadUInt16LittleEndian(from);
            values[i] = BinaryPrimitives.ReadUInt32LittleEndian(from[sizeof(ushort)..]);
            from = from[EncodedWordBytes..];
            if (values[i] == 0 || (i > 0 && places[i] <= places[i - 1]))
            {
                return null;
            }
        }
        return new PrivateWords(places, values);
    }

    private static int Shift(uint offset) => (int)(offset % 4) * 8;

    private static uint Mask(int bytes) => uint.MaxValue >> (32 - (8 * bytes));
}
