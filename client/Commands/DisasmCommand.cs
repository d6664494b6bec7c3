using System.Buffers.Binary;
using System.CommandLine;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains.Runs;
using SiloSim.Machine;
using SiloSim.Sh4;
using Symbol = SiloSim.Machine.Symbol;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim disasm</c>: prints the text of a guest, or of one of its functions.</summary>
internal static class DisasmCommand
{
    private static readonly Argument<string> s_file = new("FILE") { Description = "SuperH ELF" };
    private static readonly Argument<string?> s_symbol = new("SYMBOL")
    {
        Description = "a function, or a pattern such as 'fib*' [all text]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("disasm", "Prints the text of a guest, or of its functions that match a name.")
        {
            s_file, s_symbol,
        };
        command.Options.Add(HelpPage.Option("silosim disasm tests/guests/bin/trace.elf ftrace_caller"));
        command.SetAction(parsed =>
        {
            var guest = GuestFile.Load(parsed.GetRequiredValue(s_file));
            var listing = new Listing(guest.Elf);
            if (parsed.GetValue(s_symbol) is { } pattern)
            {
                Symbol[] functions = [.. guest.Elf.Symbols.Match(pattern).Where(symbol => listing.IsText(symbol.Address))];
                if (functions.Length == 0)
                {
                    throw new WrongUsageException($"{guest.Name} has no function {pattern}");
                }
                foreach (Symbol function in functions.DistinctBy(static function => function.Address))
                {
                    listing.Write(terminal.Out.Profile.Out.Writer, function.Address, listing.End(function));
                }
            }
            else
            {
                foreach (ElfSegment segment in guest.Elf.Segments.Where(static segment => segment.Executable))
                {
                    listing.Write(
                        terminal.Out.Profile.Out.Writer, segment.Address, segment.Address + (uint)segment.Bytes.Length);
                }
            }
            return (int)ExitCode.Done;
        });
        return command;
    }

    /// <summary>Text with labels; literals that instructions load are printed as data.</summary>
    private sealed class Listing(ElfFile elf)
    {
        private readonly ILookup<uint, Symbol> _labels = elf.Symbols.All.ToLookup(static symbol => symbol.Address);

        public bool IsText(uint address) =>
            elf.Segments.Any(segment => segment.Executable && address - segment.Address < (uint)segment.Bytes.Length);

        public uint End(Symbol function)
        {
            ElfSegment segment = elf.Segments.First(segment => segment.Contains(function.Address));
            uint end = segment.Address + (uint)segment.Bytes.Length;
            uint next = elf.Symbols.All.Select(static symbol => symbol.Address)
                .FirstOrDefault(address => address > function.Address, end);
            return Math.Min(end, function.Size > 0 ? function.Address + function.Size : next);
        }

        public void Write(TextWriter writer, uint from, uint to)
        {
            Dictionary<uint, int> literals = Literals(from, to);
            for (uint pc = from & ~1u; pc + 2 <= to;)
            {
                foreach (Symbol label in _labels[pc])
                {
                    writer.WriteLine($"{pc:x8} <{label.Name}>:");
                }
                if (literals.TryGetValue(pc, out int bytes) && Read(pc, bytes) is { } value)
                {
                    writer.WriteLine(bytes == 4 ? $"{pc:x8}:  {value:x8}  .long {Name(value)}" : $"{pc:x8}:  {value:x4}      .short {value}");
                    pc += (uint)bytes;
                    continue;
                }
                if (Read(pc, 2) is not { } opcode)
                {
                    return;
                }
                writer.WriteLine($"{pc:x8}:  {opcode:x4}      {Disassembler.Text((ushort)opcode, pc, Read)}");
                pc += 2;
            }
        }

        // mov.l and mov.w with a displacement from pc load literals; mova computes an address, and does not.
        private Dictionary<uint, int> Literals(uint from, uint to)
        {
            var literals = new Dictionary<uint, int>();
            for (uint pc = from & ~1u; pc + 2 <= to; pc += 2)
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
}
