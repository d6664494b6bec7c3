using System.Buffers.Binary;
using SiloSim.Sh4;

namespace SiloSim.Machine;

/// <summary>
/// A guest to be explored: what all its CPUs have in common and nobody changes. Safe for use by several threads of the
/// host at a time; each CPU is a <see cref="GuestThread"/>.
/// </summary>
/// <remarks>
/// Memory is of three kinds. Text, and what the ELF does not let be written, is constant: loads are local, a store fails
/// the CPU; but the words of call sites are shared. The stack of a CPU is its own. All else is shared, and each access to it
/// is a <see cref="GuestOperation"/> for the owner of the memory to execute.
/// </remarks>
public sealed class GuestProgram
{
    /// <summary>Instructions between two operations, if a caller names no other bound.</summary>
    public const int DefaultLocalInstructions = 10_000;

    private static readonly string[] s_delayed =
        ["bra", "bsr", "braf", "bsrf", "jmp", "jsr", "rts", "rte", "bt.s", "bf.s"];

    private readonly Dictionary<uint, byte[]> _frames = [];
    private readonly HashSet<uint> _textFrames = [];
    private readonly HashSet<uint> _sites;
    private readonly ElfSegment[] _readOnly;
    private readonly uint _stackBytes;
    private readonly uint _stacks;

    /// <summary>Prepares a guest.</summary>
    /// <param name="elf">The guest.</param>
    /// <param name="cpus">CPUs of the machine, 1 to <see cref="MemoryMap.MaximumCpus"/>.</param>
    /// <param name="stopsEverywhere">
    /// Whether a CPU stops before each instruction where an NMI can strike, accesses or not. It is needed only for
    /// handlers that look at where they struck (SPC) or at registers of what they interrupted.
    /// </param>
    /// <param name="localInstructions">
    /// Most instructions between two operations, 1 or more: a CPU that needs more has failed.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">No such number of CPUs or of instructions.</exception>
    public GuestProgram(
        ElfFile elf, int cpus, bool stopsEverywhere = false, int localInstructions = DefaultLocalInstructions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(localInstructions, 1);
        Elf = elf;
        Cpus = cpus;
        StopsEverywhere = stopsEverywhere;
        LocalInstructions = localInstructions;
        _stackBytes = MemoryMap.StackBytes(cpus);
        _stacks = MemoryMap.ToPhysical(MemoryMap.StackTop(cpus - 1, cpus)) - _stackBytes;
        _sites = [.. CallSiteFinder.Find(elf).Select(site => MemoryMap.ToPhysical(site.Address))];
        _readOnly = [.. elf.Segments.Where(segment => !segment.Writable)];
        foreach (ElfSegment segment in elf.Segments)
        {
            Load(segment);
        }
    }

    /// <summary>The guest.</summary>
    public ElfFile Elf { get; }

    /// <summary>CPUs of the machine.</summary>
    public int Cpus { get; }

    /// <summary>Whether a CPU stops before each instruction where an NMI can strike, accesses or not.</summary>
    public bool StopsEverywhere { get; }

    /// <summary>Most instructions between two operations.</summary>
    public int LocalInstructions { get; }

    /// <summary>The decoded text, shared by all cores.</summary>
    internal FrameTables Tables { get; } =
        new(MemoryMap.RamBase, (int)(MemoryMap.DefaultRamBytes / MemoryMap.FrameBytes));

    /// <summary>A CPU as it enters the guest, run to its first operation.</summary>
    /// <param name="cpu">Its number, 0 to <see cref="Cpus"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such CPU.</exception>
    public GuestThread Boot(int cpu) => new(this, cpu);

    /// <summary>What memory holds before any CPU has run.</summary>
    /// <param name="physical">Physical address, aligned to <paramref name="bytes"/>.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    /// <returns>The value, zero-extended; 0 where the ELF has nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is none of these.</exception>
    public uint Initial(uint physical, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes is 1 or 2 or 4, true, nameof(bytes));
        if (!_frames.TryGetValue(physical / MemoryMap.FrameBytes, out byte[]? frame))
        {
            return 0;
        }
        ReadOnlySpan<byte> at = frame.AsSpan((int)(physical % MemoryMap.FrameBytes), bytes);
        return bytes switch
        {
            1 => at[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(at),
        };
    }

    /// <summary>The instruction at an address as <c>objdump -d</c> prints it; a delayed branch with its slot.</summary>
    /// <param name="pc">Its virtual address, such as <see cref="GuestThread.Pc"/>.</param>
    public string Instruction(uint pc)
    {
        string text = Disassembler.Text(Opcode(pc), pc);
        return s_delayed.Contains(text.Split(' ')[0], StringComparer.Ordinal)
            ? $"{text}; {Disassembler.Text(Opcode(pc + 2), pc + 2)}"
            : text;
    }

    /// <summary>A place in memory for people: its symbol, or the P1 address.</summary>
    /// <param name="physical">Physical address.</param>
    public string Describe(uint physical) => Elf.Symbols.Describe(MemoryMap.ToP1(physical));

    /// <summary>Where an instruction is, for people: its address, and its symbol if it has one.</summary>
    /// <param name="pc">Its virtual address.</param>
    public string Place(uint pc)
    {
        string address = $"{pc:x8}", symbol = Elf.Symbols.Describe(pc);
        return symbol == address ? address : $"{address} {symbol}";
    }

    /// <summary>The bytes of a frame that holds text, or null if it holds none.</summary>
    internal byte[]? TextFrame(uint physical) =>
        _textFrames.Contains(physical / MemoryMap.FrameBytes) ? _frames[physical / MemoryMap.FrameBytes] : null;

    /// <summary>Whether nobody may write a place.</summary>
    internal bool IsConstant(uint physical)
    {
        if (_sites.Contains(physical & ~3u))
        {
            return false;
        }
        if (_textFrames.Contains(physical / MemoryMap.FrameBytes))
        {
            return true;
        }
        foreach (ElfSegment segment in _readOnly)
        {
            if (physical - segment.Physical < segment.MemoryBytes)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The CPU whose stack holds a place, with the offset in it; -1 if it is in none.</summary>
    internal int StackOf(uint physical, out uint offset)
    {
        offset = 0;
        if (physical - _stacks >= _stackBytes * (uint)Cpus)
        {
            return -1;
        }
        offset = (physical - _stacks) % _stackBytes;
        return Cpus - 1 - (int)((physical - _stacks) / _stackBytes);
    }

    private ushort Opcode(uint pc) => (ushort)Initial(MemoryMap.ToPhysical(pc & ~1u), 2);

    private void Load(ElfSegment segment)
    {
        // Zero bytes need no frame, but where they are text.
        int bytes = segment.Executable ? (int)segment.MemoryBytes : segment.Bytes.Length;
        for (int i = 0; i < bytes; i++)
        {
            uint physical = segment.Physical + (uint)i;
            uint number = physical / MemoryMap.FrameBytes;
            if (!_frames.TryGetValue(number, out byte[]? frame))
            {
                _frames.Add(number, frame = new byte[MemoryMap.FrameBytes]);
            }
            if (segment.Executable)
            {
                _textFrames.Add(number);
            }
            if (i < segment.Bytes.Length)
            {
                frame[physical % MemoryMap.FrameBytes] = segment.Bytes.Span[i];
            }
        }
    }
}
