using System.Buffers.Binary;
using System.Text;

namespace SiloSim.Tests.Machine;

/// <summary>A small right ELF: 64 bytes of text and one symbol. Tests make it wrong in one place.</summary>
internal static class ElfImage
{
    public const int ProgramHeader = 52;
    public const int SecondProgramHeader = ProgramHeader + 32;
    public const int Text = 128;
    public const int SymbolTable = Text + 64;
    public const int Names = SymbolTable + 32;
    public const int Sections = Names + 16;
    public const uint Address = 0x8c00_1000;

    public static byte[] Build(params (int Offset, uint Word)[] changes)
    {
        byte[] file = new byte[Sections + (3 * 40)];
        "\x7f"u8.CopyTo(file);
        "ELF"u8.CopyTo(file.AsSpan(1));
        file[4] = file[5] = file[6] = 1;
        (int Offset, uint Word)[] words =
        [
            (16, 2 | (42 << 16)), (20, 1), (24, Address), (28, ProgramHeader), (32, Sections),
            (40, 52 | (32 << 16)), (44, 2 | (40 << 16)), (48, 3),
            (ProgramHeader, 1), (ProgramHeader + 4, Text), (ProgramHeader + 8, Address),
            (ProgramHeader + 16, 64), (ProgramHeader + 20, 64), (ProgramHeader + 24, 5),
            (SecondProgramHeader, 1), (SecondProgramHeader + 4, Text), (SecondProgramHeader + 8, Address + 0x1000),
            (SecondProgramHeader + 16, 4), (SecondProgramHeader + 20, 0x2000), (SecondProgramHeader + 24, 6),
            (SymbolTable + 16, 1), (SymbolTable + 20, Address), (SymbolTable + 24, 16), (SymbolTable + 28, 0x12 | (1 << 16)),
            (Sections + 40 + 4, 2), (Sections + 40 + 16, SymbolTable), (Sections + 40 + 20, 32), (Sections + 40 + 24, 2),
            (Sections + 80 + 4, 3), (Sections + 80 + 16, Names), (Sections + 80 + 20, 16),
        ];
        foreach ((int offset, uint word) in words.Concat(changes))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), word);
            if (offset == SymbolTable + 16)
            {
                Encoding.ASCII.GetBytes("work", file.AsSpan(Names + 1));
            }
        }

        return file;
    }
}
