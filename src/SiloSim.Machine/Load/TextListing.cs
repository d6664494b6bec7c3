using System.Buffers.Binary;
using SiloSim.Sh4;

namespace SiloSim.Machine;

/// <summary>
/// The text of an ELF as <c>objdump -d</c> prints it: mnemonic and operands of every halfword, literals not excepted. Where an
/// instruction loads a literal, a comment says at both places what it is.
/// </summary>
/// <param name="elf">The file.</param>
public sealed class TextListing(ElfFile elf)
{
    private readonly ILookup<uint, Symbol> _labels = elf.Symbols.All.ToLookup(static symbol => symbol.Address);

    /// <summary>Whether an address is in the text.</summary>
    public bool IsText(uint address) => elf.Text.Any(text => address - text.Address < text.Bytes);

    /// <summary>All lines.</summary>
    public IEnumerable<string> Lines() => elf.Text.SelectMany(text => Lines(text.Address, text.Address + text.Bytes));

    /// <summary>The lines of a function: to its end, or to the next symbol where it has no size.</summary>
    /// <param name="function">Its symbol, in the text.</param>
    public IEnumerable<string> Lines(Symbol function)
    {
        (uint address, uint bytes) = elf.Text.First(text => function.Address - text.Address < text.Bytes);
        uint end = address + bytes;
        uint next = elf.Symbols.All.Select(static symbol => symbol.Address)
            .FirstOrDefault(symbol => symbol > function.Address, end);
        return Lines(function.Address, Math.Min(end, function.Size > 0 ? function.Address + function.Size : next));
    }

    private IEnumerable<string> Lines(uint from, uint to)
    {
        Dictionary<uint, int> literals = Literals(from, to);
        for (uint pc = from & ~1u; to - pc >= 2 && Read(pc, 2) is { } opcode; pc += 2)
        {
            foreach (Symbol label in _labels[pc])
            {
                yield return $"{pc:x8} <{label.Name}>:";
            }
            string text = Named(Disassembler.Text((ushort)opcode, pc, Read, elf.InstructionSet), (ushort)opcode, pc);
            string literal = literals.TryGetValue(pc, out int bytes) && Read(pc, bytes) is { } value
                ? bytes == 4 ? $" ! .long {Name(value)}" : $" ! .short {value}"
                : "";
            yield return $"{pc:x8}:  {opcode:x4}      {text}{literal}";
        }
    }

    // mov.l and mov.w with a displacement from pc load literals; mova computes an address, and does not.
    private Dictionary<uint, int> Literals(uint from, uint to)
    {
        var literals = new Dictionary<uint, int>();
        for (uint pc = from & ~1u; to - pc >= 2; pc += 2)
        {
            int bytes = (Read(pc, 2) >> 12) switch { 0xd => 4, 0x9 => 2, _ => 0 };
            if (bytes > 0 && !literals.ContainsKey(pc) && !literals.ContainsKey(pc - 2)
                && Disassembler.Target((ushort)Read(pc, 2)!.Value, pc) is { } target)
            {
                literals[target] = bytes;
            }
        }
        return literals;
    }

    private string Named(string text, ushort opcode, uint pc)
    {
        if (Disassembler.Target(opcode, pc) is not { } target)
        {
            return text;
        }
        string name = elf.Symbols.TryFind(target, out _) ? $" <{elf.Symbols.Describe(target)}>" : "";
        return text.Replace($"0x{target:x}", $"{target:x}{name}", StringComparison.Ordinal);
    }

    private string Name(uint value) =>
        elf.Symbols.TryFind(value, out _) ? $"0x{value:x8} <{elf.Symbols.Describe(value)}>" : $"0x{value:x8}";

    private uint? Read(uint address, int bytes)
    {
        foreach (ElfSegment segment in elf.Segments)
        {
            uint offset = address - segment.Address;
            if (offset + (ulong)bytes <= (ulong)segment.Bytes.Length)
            {
                ReadOnlySpan<byte> at = segment.Bytes.Span[(int)offset..];
                return bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
            }
        }
        return null;
    }
}
