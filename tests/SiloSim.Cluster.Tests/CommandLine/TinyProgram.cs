using System.Buffers.Binary;
using System.Text;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Linux programs of a few instructions.</summary>
internal static class TinyProgram
{
    private const uint Address = 0x0040_0000;
    private const int Headers = 84;

    /// <summary>A program that ends with what fsync of a descriptor answers, as exit code.</summary>
    public static byte[] Checks(int descriptor) =>
        // r4 = the descriptor, r3 = 118 fsync; trapa #0x11; mov r0,r4; r3 = 1 exit; trapa #0x11.
        Of([(ushort)(0xe400 | descriptor), 0xe376, 0xc311, 0x6403, 0xe301, 0xc311], "");

    /// <summary>A program that writes a line and then runs for ever.</summary>
    public static byte[] ForEver(string line = "")
    {
        // mova line,r0; mov r0,r5; r4 = 1, r6 = its length, r3 = 4 write; trapa #0x13; bra to itself.
        ushort[] text = [0xc704, 0x6503, 0xe401, (ushort)(0xe600 | line.Length), 0xe304, 0xc313, 0xaffe, 0x0009, 0x0009, 0x0009];
        return Of(text, line);
    }

    private static byte[] Of(ushort[] text, string line)
    {
        byte[] file = new byte[Headers + (text.Length * 2) + line.Length];
        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1]).CopyTo(file);
        uint bytes = (uint)(file.Length - Headers);
        (int Offset, uint Word)[] words =
        [
            (16, 2 | (42 << 16)), (20, 1), (24, Address), (28, 52), (40, 52 | (32 << 16)), (44, 1),
            (52, 1), (56, Headers), (60, Address), (64, Address), (68, bytes), (72, bytes), (76, 7),
        ];
        foreach ((int offset, uint word) in words)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), word);
        }
        for (int i = 0; i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Headers + (2 * i)), text[i]);
        }
        Encoding.ASCII.GetBytes(line, file.AsSpan(Headers + (text.Length * 2)));
        return file;
    }
}
