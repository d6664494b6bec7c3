using System.Buffers;
using System.Buffers.Binary;

namespace SiloSim.Explorer.Shards;

/// <summary>Writes numbers of variable length, seven bits to a byte, the lowest first.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public int Length => _bytes.WrittenCount;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Number(ulong number)
    {
        Span<byte> span = _bytes.GetSpan(10);
        int length = 0;
        for (; number >= 0x80; number >>= 7)
        {
            span[length++] = (byte)(number | 0x80);
        }

        span[length++] = (byte)number;
        _bytes.Advance(length);
    }

    public void Number(int number) => Number((ulong)(uint)number);

    /// <summary>A hash: all its bits are used.</summary>
    public void Hash(ulong hash)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(sizeof(ulong)), hash);
        _bytes.Advance(sizeof(ulong));
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Clear() => _bytes.ResetWrittenCount();
}
