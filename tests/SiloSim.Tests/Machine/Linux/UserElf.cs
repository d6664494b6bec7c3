using System.Buffers.Binary;

namespace SiloSim.Tests.Machine.Linux;

/// <summary>A user program of one segment at 00400000 that begins with its entry.</summary>
internal static class UserElf
{
    public const uint Address = 0x0040_0000;
    private const int Headers = 84;

    public static byte[] Build(ReadOnlySpan<ushort> text, uint memoryBytes = 0)
    {
        byte[] file = new byte[Headers + (text.Length * 2)];
        ReadOnlySpan<byte> magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1];
        magic.CopyTo(file);
        uint bytes = (uint)text.Length * 2;
        (int Offset, uint Word)[] words =
        [
            (16, 2 | (42 << 16)), (20, 1), (24, Address), (28, 52), (40, 52 | (32 << 16)), (44, 1),
            (52, 1), (56, Headers), (60, Address), (64, Address), (68, bytes), (72, Math.Max(bytes, memoryBytes)), (76, 7),
        ];
        foreach ((int offset, uint word) in words)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), word);
        }
        for (int i = 0; i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Headers + (2 * i)), text[i]);
        }
        return file;
    }
}
