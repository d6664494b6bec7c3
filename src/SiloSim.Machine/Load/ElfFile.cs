using System.Buffers.Binary;
using System.Globalization;
using System.Text;

using SiloSim.Sh4;

namespace SiloSim.Machine;

/// <summary>
/// A guest: a statically linked ELF32 executable for SuperH, little-endian, all of it inside RAM, or a user program
/// inside user space. The file is not trusted: whatever is wrong with it is an <see cref="ElfFormatException"/>, and what it makes the host hold is
/// bounded by the limits here.
/// </summary>
/// <remarks>Source: System V ABI, "Object files" and "Program loading"; SuperH's machine number is 42.</remarks>
public sealed class ElfFile
{
    /// <summary>Most program headers: a linker makes a handful.</summary>
    public const int MaximumProgramHeaders = 64;

    /// <summary>Most section headers: an object with a section per function has thousands.</summary>
    public const int MaximumSectionHeaders = 16_384;

    /// <summary>Most symbols.</summary>
    public const int MaximumSymbols = 1 << 18;

    /// <summary>Longest symbol name, in bytes.</summary>
    public const int MaximumNameBytes = 1024;

    /// <summary>All symbol names together, in bytes: names may overlap in the file, so its size is no bound.</summary>
    public const int MaximumAllNameBytes = 32 << 20;

    private const int HeaderBytes = 52;
    private const int ProgramHeaderBytes = 32;
    private const int SectionHeaderBytes = 40;
    private const int SymbolBytes = 16;
    private const int MachineSh = 42;
    private const int SharedObject = 3;

    // A position-independent program goes where Linux puts it on SH: two thirds up in user space.
    private const uint PositionIndependentBase = 0x52aa_a000;

    private ElfFile(uint entry, IReadOnlyList<ElfSegment> segments, SymbolTable symbols)
    {
        Entry = entry;
        Segments = segments;
        Symbols = symbols;
    }

    /// <summary>For a user program the address of its program headers in memory, 0 where no segment holds them.</summary>
    public uint ProgramHeaders { get; private init; }

    /// <summary>How many program headers there are.</summary>
    public int ProgramHeaderCount { get; private init; }

    /// <summary>The virtual address where every CPU begins: even and inside a segment.</summary>
    public uint Entry { get; }

    /// <summary>What is loaded, by physical address; at least one.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>The names; none where the file was stripped.</summary>
    public SymbolTable Symbols { get; }

    /// <summary>What the processor has that the file is built for, by its flags; all where they name none.</summary>
    public InstructionSet InstructionSet { get; private init; } = InstructionSet.All;

    /// <summary>
    /// Where its instructions are: the sections that say so; without sections the segments. Each lies in a segment.
    /// </summary>
    public IReadOnlyList<(uint Address, uint Bytes)> Text { get; private init; } = [];

    /// <summary>Reads a guest of a machine, or else a user program, as <see cref="Parse"/> and <see cref="ParseProgram"/> do.</summary>
    /// <param name="file">The whole file, which must not change afterwards.</param>
    /// <exception cref="ElfFormatException">It is neither; the message says why it is no guest.</exception>
    public static ElfFile ParseEither(ReadOnlyMemory<byte> file)
    {
        try
        {
            return Parse(file);
        }
        catch (ElfFormatException)
        {
            try
            {
                return ParseProgram(file);
            }
            catch (ElfFormatException)
            {
                // Said in the words of a guest, below.
            }
            throw;
        }
    }

    /// <summary>Reads a file. Segments refer to the file's bytes, which must not change afterwards.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="ramBytes">
    /// The RAM that it must fit, in bytes, from <see cref="MemoryMap.RamBase"/> on; at most
    /// <see cref="MemoryMap.MaximumRamBytes"/>.
    /// </param>
    /// <exception cref="ElfFormatException">It is not such a file, or does not fit; the message says why.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No machine has that much RAM.</exception>
    public static ElfFile Parse(ReadOnlyMemory<byte> file, uint ramBytes = MemoryMap.DefaultRamBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ramBytes, MemoryMap.MaximumRamBytes);
        ReadOnlySpan<byte> bytes = file.Span;
        CheckIdentity(bytes, isProgram: false);
        uint entry = Word(bytes, 24);
        IReadOnlyList<ElfSegment> segments = ReadSegments(file, ramBytes, bias: null);
        CheckEntry(entry, segments);
        return new ElfFile(entry, segments, new SymbolTable(ReadSymbols(bytes, bias: 0), segments))
        {
            InstructionSet = SetOf(Word(bytes, 36)),
            Text = ReadText(bytes, segments, bias: 0),
        };
    }

    /// <summary>
    /// Reads a user program: addresses are its own, below 80000000. One that is position-independent and needs no
    /// dynamic loader is put where Linux puts it; all addresses are those after that.
    /// </summary>
    /// <param name="file">The whole file, which must not change afterwards.</param>
    /// <exception cref="ElfFormatException">It is no such program; the message says why.</exception>
    public static ElfFile ParseProgram(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        CheckIdentity(bytes, isProgram: true);
        uint bias = Half(bytes, 16) == SharedObject ? PositionIndependentBase : 0;
        uint entry = Word(bytes, 24) + bias, headers = Word(bytes, 28);
        IReadOnlyList<ElfSegment> segments = ReadSegments(file, 0, bias);
        CheckEntry(entry, segments);
        ElfSegment? holder = segments.FirstOrDefault(segment =>
            headers - segment.FileOffset < (uint)segment.Bytes.Length && headers >= segment.FileOffset);
        return new ElfFile(entry, segments, new SymbolTable(ReadSymbols(bytes, bias), segments))
        {
            ProgramHeaders = holder is null ? 0 : holder.Address + (headers - holder.FileOffset),
            ProgramHeaderCount = Half(bytes, 44),
            InstructionSet = SetOf(Word(bytes, 36)),
            Text = ReadText(bytes, segments, bias),
        };
    }

    private static void CheckEntry(uint entry, IReadOnlyList<ElfSegment> segments)
    {
        if ((entry & 1) != 0 || !segments.Any(segment => segment.Contains(entry)))
        {
            throw Bad($"the entry point {entry:x8} is not in any segment or is odd");
        }
    }

    private static void CheckIdentity(ReadOnlySpan<byte> bytes, bool isProgram)
    {
        if (!bytes.StartsWith("\x7f"u8) || !bytes[1..].StartsWith("ELF"u8[..Math.Clamp(bytes.Length - 1, 0, 3)]))
        {
            throw Bad($"not an ELF file");
        }

        if (bytes.Length < HeaderBytes)
        {
            throw Bad($"truncated: an ELF header has {HeaderBytes} bytes, the file has {bytes.Length}");
        }

        bool bigEndian = bytes[5] == 2;
        int machine = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[18..]) : Half(bytes, 18);
        string problem = (machine, bytes[4], bytes[5], bytes[6]) switch
        {
            (not MachineSh, _, _, _) => $"an ELF for {MachineName(machine)}, not for SuperH",
            (_, 2, _, _) => "a 64-bit ELF; SH-4 programs are 32-bit",
            (_, not 1, _, _) => $"neither a 32-bit nor a 64-bit ELF (class {bytes[4]})",
            (_, _, 2, _) => "a big-endian ELF; this machine is little-endian",
            (_, _, not 1, _) => $"neither a little-endian nor a big-endian ELF (data encoding {bytes[5]})",
            (_, _, _, not 1) => $"an ELF of an unknown version ({bytes[6]})",
            _ => "",
        };
        if (problem.Length == 0)
        {
            problem = Half(bytes, 16) switch
            {
                2 => "",
                1 => "a relocatable object; link it first",
                SharedObject when isProgram => "",
                SharedObject => "a shared object or position-independent executable; link it statically, at a fixed address",
                4 => "a core dump, not an executable",
                int type => $"not an executable (ELF type {type})",
            };
        }

        if (problem.Length != 0)
        {
            throw Bad($"{problem}");
        }
    }

    /// <param name="file">The file.</param>
    /// <param name="ramBytes">For a guest of a machine its RAM.</param>
    /// <param name="bias">For a user program what is added to its addresses; null for a guest of a machine.</param>
    private static List<ElfSegment> ReadSegments(ReadOnlyMemory<byte> file, uint ramBytes, uint? bias)
    {
        ReadOnlySpan<byte> headers = Table(
            file.Span, "program header", Word(file.Span, 28), Half(file.Span, 44), MaximumProgramHeaders,
            Half(file.Span, 42), ProgramHeaderBytes);
        List<ElfSegment> segments = [];
        for (int i = 0; i < headers.Length; i += ProgramHeaderBytes)
        {
            ReadOnlySpan<byte> header = headers[i..];
            switch (Word(header, 0))
            {
                case 1 when Word(header, 20) != 0 || Word(header, 16) != 0:
                    segments.Add(ReadSegment(file, header, ramBytes, bias));
                    break;
                case 2 when bias is null:
                    throw Bad($"dynamically linked; link it statically");
                case 3:
                    throw Bad($"needs an interpreter (a dynamic loader); link it statically");
                default:
                    break;
            }
        }

        segments.Sort((a, b) => a.Physical.CompareTo(b.Physical));
        for (int i = 1; i < segments.Count; i++)
        {
            if (segments[i].Physical - segments[i - 1].Physical < segments[i - 1].MemoryBytes)
            {
                throw Bad($"overlapping segments: {Describe(segments[i - 1])} and {Describe(segments[i])}");
            }
        }

        return segments.Count != 0 ? segments : throw Bad($"no segment to load");
    }

    private static ElfSegment ReadSegment(
        ReadOnlyMemory<byte> file, ReadOnlySpan<byte> header, uint ramBytes, uint? bias)
    {
        uint offset = Word(header, 4), address = Word(header, 8) + (bias ?? 0), inFile = Word(header, 16);
        uint inMemory = Word(header, 20), flags = Word(header, 24);
        if (inFile > inMemory)
        {
            throw Bad($"the segment at {address:x8} has {inFile} bytes in the file but {inMemory} in memory");
        }

        uint physical = bias is null ? MemoryMap.ToPhysical(address) : address;
        if (bias is not null)
        {
            if (address + (ulong)inMemory > MemoryMap.P1)
            {
                throw Bad($"the segment at {address:x8} ({inMemory} bytes) is outside user space, which ends at {MemoryMap.P1:x8}");
            }
        }
        else if (address >= MemoryMap.P4 || physical < MemoryMap.RamBase ||
            physical - MemoryMap.RamBase + (ulong)inMemory > ramBytes)
        {
            uint ram = MemoryMap.ToP1(MemoryMap.RamBase);
            throw Bad($"the segment at {address:x8} ({inMemory} bytes) is outside RAM, which is {ramBytes} bytes at {ram:x8}");
        }

        // A segment that is all zero has no bytes in the file: a linker may well name a place behind its end.
        ulong end = inFile == 0 ? 0 : (ulong)offset + inFile;
        if (end > (ulong)file.Length)
        {
            throw Bad($"truncated: the segment at {address:x8} ends at byte {end} of the file, which has {file.Length}");
        }

        return new ElfSegment(
            address, physical, inFile == 0 ? default : file.Slice((int)offset, (int)inFile), inMemory, Executable: (flags & 1) != 0)
        {
            Writable = (flags & 2) != 0,
            Readable = (flags & 4) != 0,
            FileOffset = offset,
        };
    }

    // EF_SH_MACH_MASK: SH-4, the same without FPU, and without MMU and FPU; SH-4A without FPU.
    private static InstructionSet SetOf(uint flags) => (flags & 0x1F) switch
    {
        0x09 => InstructionSet.Fpu,
        0x10 or 0x12 => InstructionSet.None,
        0x11 => InstructionSet.Sh4a,
        _ => InstructionSet.All,
    };

    private static List<(uint Address, uint Bytes)> ReadText(
        ReadOnlySpan<byte> file, IReadOnlyList<ElfSegment> segments, uint bias)
    {
        List<(uint Address, uint Bytes)> text = [];
        ReadOnlySpan<byte> sections = Sections(file);
        for (int i = 0; i < sections.Length; i += SectionHeaderBytes)
        {
            (uint address, uint bytes) = (Word(sections, i + 12) + bias, Word(sections, i + 20));
            bool executable = (Word(sections, i + 8) & 4) != 0;
            if (executable && segments.Any(segment =>
                address - segment.Address + (ulong)bytes <= (ulong)segment.Bytes.Length && address >= segment.Address))
            {
                text.Add((address, bytes));
            }
        }
        return text.Count != 0
            ? text
            : [.. segments.Where(segment => segment.Executable).Select(segment => (segment.Address, (uint)segment.Bytes.Length))];
    }

    private static ReadOnlySpan<byte> Sections(ReadOnlySpan<byte> file) => Word(file, 32) == 0
        ? []
        : Table(
            file, "section header", Word(file, 32), Half(file, 48), MaximumSectionHeaders,
            Half(file, 46), SectionHeaderBytes);

    private static List<Symbol> ReadSymbols(ReadOnlySpan<byte> file, uint bias)
    {
        List<Symbol> symbols = [];
        ReadOnlySpan<byte> sections = Sections(file);
        for (int i = 0; i < sections.Length; i += SectionHeaderBytes)
        {
            if (Word(sections, i + 4) != 2)
            {
                continue;
            }

            uint link = Word(sections, i + 24);
            if (link >= sections.Length / SectionHeaderBytes)
            {
                throw Bad($"the symbol table's names are in section {link}, of {sections.Length / SectionHeaderBytes}");
            }

            AddSymbols(
                symbols,
                Section(file, sections[i..], "symbol table"),
                Section(file, sections[((int)link * SectionHeaderBytes)..], "table of symbol names"),
                bias);
            break;
        }

        return symbols;
    }

    private static void AddSymbols(List<Symbol> symbols, ReadOnlySpan<byte> table, ReadOnlySpan<byte> names, uint bias)
    {
        if (table.Length / SymbolBytes > MaximumSymbols)
        {
            throw Bad($"too many symbols: {table.Length / SymbolBytes}, at most {MaximumSymbols}");
        }

        int allNameBytes = 0;
        for (; table.Length >= SymbolBytes; table = table[SymbolBytes..])
        {
            int type = table[12] & 15, section = Half(table, 14);
            if (type > 2 || section == 0 || Word(table, 0) == 0)
            {
                continue;   // Sections, files, undefined and nameless symbols name no place.
            }

            string name = Name(names, Word(table, 0));
            allNameBytes += name.Length;
            if (allNameBytes > MaximumAllNameBytes)
            {
                throw Bad($"symbol names of more than {MaximumAllNameBytes} bytes");
            }

            symbols.Add(new Symbol(name, Word(table, 4) + bias, Word(table, 8), type == 2, table[12] >> 4 != 0));
        }
    }

    private static string Name(ReadOnlySpan<byte> names, uint offset)
    {
        if (offset >= names.Length)
        {
            throw Bad($"a symbol's name is at byte {offset} of {names.Length} bytes of names");
        }

        ReadOnlySpan<byte> name = names[(int)offset..];
        int length = name[..Math.Min(name.Length, MaximumNameBytes + 1)].IndexOf((byte)0);
        if (length < 0)
        {
            throw Bad($"a symbol's name at byte {offset} does not end within {MaximumNameBytes} bytes");
        }

        if (name[..length].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            throw Bad($"a symbol's name at byte {offset} is not printable ASCII");
        }

        return Encoding.ASCII.GetString(name[..length]);
    }

    /// <summary>A table of headers, which lies in the file as a whole.</summary>
    private static ReadOnlySpan<byte> Table(
        ReadOnlySpan<byte> file, string what, uint offset, int count, int most, int entryBytes, int wantedEntryBytes)
    {
        if (count > most)
        {
            throw Bad($"too many {what}s: {count}, at most {most}");
        }

        if (count != 0 && entryBytes != wantedEntryBytes)
        {
            throw Bad($"{what}s of {entryBytes} bytes, not {wantedEntryBytes}");
        }

        ulong end = offset + ((ulong)count * (ulong)wantedEntryBytes);
        if (count != 0 && end > (ulong)file.Length)
        {
            throw Bad($"truncated: the {what}s end at byte {end} of the file, which has {file.Length}");
        }

        return count == 0 ? [] : file.Slice((int)offset, count * wantedEntryBytes);
    }

    private static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header, string what)
    {
        uint offset = Word(header, 16), size = Word(header, 20);
        if (Word(header, 4) == 8 || (ulong)offset + size > (ulong)file.Length)
        {
            throw Bad($"truncated: the {what} ends at byte {(ulong)offset + size} of the file, which has {file.Length}");
        }

        return file.Slice((int)offset, (int)size);
    }

    private static string Describe(ElfSegment segment) => string.Create(
        CultureInfo.InvariantCulture, $"{segment.Address:x8} ({segment.MemoryBytes} bytes)");

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static int Half(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static ElfFormatException Bad(FormattableString message) =>
        new(message.ToString(CultureInfo.InvariantCulture));

    private static string MachineName(int machine) => machine switch
    {
        2 => "SPARC",
        3 => "x86",
        4 => "68000",
        8 => "MIPS",
        20 => "PowerPC",
        21 => "PowerPC 64",
        22 => "S/390",
        40 => "Arm",
        50 => "Itanium",
        62 => "x86-64",
        183 => "AArch64",
        243 => "RISC-V",
        258 => "LoongArch",
        _ => string.Create(CultureInfo.InvariantCulture, $"machine {machine}"),
    };
}
