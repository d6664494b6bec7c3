using System.Globalization;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>
/// Assembles by searching for the opcode that the disassembler prints so: no second table that could disagree.
/// Targets are absolute (<c>bra 0x8c000010</c>); <c>.word 0x1234</c> and <c>.long 0x12345678</c> are data.
/// </summary>
internal static class Assembler
{
    private const uint AnyPc = 0x8C00_0000;

    private static readonly Dictionary<string, ushort> s_absolute = Enumerable.Range(0, 0x1_0000)
        .Where(o => Disassembler.Target((ushort)o, AnyPc) is null)
        .ToDictionary(o => Disassembler.Text((ushort)o, AnyPc), o => (ushort)o);

    private static readonly ushort[] s_relative = [.. Enumerable.Range(0, 0x1_0000).Select(o => (ushort)o)
        .Where(o => Disassembler.Target(o, AnyPc) is not null)];

    public static ushort Opcode(string line, uint pc = AnyPc) =>
        s_absolute.TryGetValue(line, out ushort opcode)
            ? opcode
            : s_relative.First(o => Disassembler.Text(o, pc) == line);

    public static byte[] Assemble(uint pc, params string[] lines)
    {
        using var bytes = new MemoryStream();
        foreach (string line in lines)
        {
            uint here = pc + (uint)bytes.Length;
            if (line.StartsWith(".long 0x", StringComparison.Ordinal))
            {
                bytes.Write(BitConverter.GetBytes(Hex(line[8..])));
            }
            else if (line.StartsWith(".word 0x", StringComparison.Ordinal))
            {
                bytes.Write(BitConverter.GetBytes((ushort)Hex(line[8..])));
            }
            else
            {
                bytes.Write(BitConverter.GetBytes(Opcode(line, here)));
            }
        }
        return bytes.ToArray();
    }

    private static uint Hex(string digits) => uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
