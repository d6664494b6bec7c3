using System.Buffers.Binary;
using SiloSim.Machine;
using SiloSim.Tests.Sh4;

namespace SiloSim.Tests.Machine.Exploration;

/// <summary>A guest of a page of text at <see cref="Text"/>, where all CPUs enter, and two pages of zeros behind it.</summary>
internal static class TinyGuest
{
    public const uint Text = 0x8c00_1000;
    public const uint Data = 0x8c00_2000;
    public const uint PhysicalData = 0x0c00_2000;

    /// <summary>Words of the data that <see cref="Outcome"/> looks at.</summary>
    private const int OutcomeWords = 8;

    private const int HeaderBytes = 52 + (2 * 32);

    public static GuestProgram Program(params string[] lines) => Program(Assembler.Assemble(Text, lines));

    public static GuestProgram Program(byte[] text, int cpus = 2, bool stopsEverywhere = false) =>
        new(ElfFile.Parse(Build(text)), cpus, stopsEverywhere);

    /// <summary>What the first words of the data hold.</summary>
    public static string Outcome(Func<uint, uint> word) => string.Join(
        ' ', Enumerable.Range(0, OutcomeWords).Select(i => $"{word(PhysicalData + (uint)(i * 4)):x}"));

    public static byte[] Build(byte[] text)
    {
        byte[] file = new byte[HeaderBytes + 4096];
        (int Offset, uint Word)[] words =
        [
            (0, 0x464c_457f), (4, 0x0001_0101), (16, 2 | (42 << 16)), (20, 1), (24, Text), (28, 52),
            (40, 52 | (32 << 16)), (44, 2 | (40 << 16)),
            (52, 1), (56, HeaderBytes), (60, Text), (68, 4096), (72, 4096), (76, 5),
            (84, 1), (88, HeaderBytes), (92, Data), (100, 0), (104, 0x2000), (108, 6),
        ];
        foreach ((int offset, uint word) in words)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), word);
        }
        text.CopyTo(file, HeaderBytes);
        return file;
    }
}
