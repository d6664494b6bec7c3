using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>
/// A core over some frames of memory at 0C000000, text at 8C000000, stack at the end. It is its own world: what the
/// tables do not have it answers itself, as the owner of frames would.
/// </summary>
internal sealed class TestMachine : IWorld
{
    public const uint Base = 0x0C00_0000;
    public const uint Text = 0x8C00_0000;
    public const uint Data = Text + 0x2000;
    public const int Frames = 4;

    private readonly byte[][] _frames = [.. Enumerable.Range(0, Frames).Select(_ => new byte[FrameTables.FrameBytes])];
    private readonly HashSet<(uint, AccessKind)> _granted = [];

    private long _grantedAt;

    public TestMachine(params string[] lines)
        : this(null, null, lines)
    {
    }

    public TestMachine(IOnChipDevices? devices, InstructionCache? instructionCache, params string[] lines)
    {
        Tables = new FrameTables(Base, Frames);
        State = new CpuState { Sr = StatusRegister.MdBit, Pc = Text, Vbr = Text };
        State[15] = Text + (Frames * FrameTables.FrameBytes);
        Core = new Core(State, Tables, this, devices, instructionCache);
        Put(Text, Assembler.Assemble(Text, lines));
        for (int i = 0; i < Frames; i++)
        {
            Tables.SetReadable(i, _frames[i]);
            Tables.SetWritable(i, _frames[i]);
        }
    }

    public FrameTables Tables { get; }

    public CpuState State { get; }

    public Core Core { get; }

    /// <summary>
    /// Every access goes to the world, which refuses it once before it does it: a load by its address, a store by its
    /// frame, since an instruction that stores more than one word must not be refused half-way.
    /// </summary>
    public bool EveryAccessAbsentOnce
    {
        get => _everyAccessAbsentOnce;
        set
        {
            _everyAccessAbsentOnce = value;
            for (int i = 0; i < Frames; i++)
            {
                Tables.SetReadable(i, value ? null : _frames[i]);
                Tables.SetWritable(i, value ? null : _frames[i]);
            }
        }
    }

    /// <summary>Words whose loads by the text were seen.</summary>
    public List<(uint Physical, uint Value)> SeenLoads { get; } = [];

    public IReadOnlySet<uint>? Watched { get; set; }

    public HashSet<uint> ReadOnly { get; } = [];

    /// <summary>Lines that an ICBI broadcast.</summary>
    public List<uint> Broadcasts { get; } = [];

    public Action<uint>? BeforeCompareExchange { get; set; }

    private bool _everyAccessAbsentOnce;

    public byte[] Frame(int index) => _frames[index];

    public byte[] Memory => [.. _frames.SelectMany(f => f)];

    public void Put(uint address, byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            uint offset = (address & 0x1FFF_FFFF) - Base + (uint)i;
            _frames[offset / FrameTables.FrameBytes][offset % FrameTables.FrameBytes] = bytes[i];
        }
    }

    public void Put(uint address, params string[] lines) => Put(address, Assembler.Assemble(address, lines));

    public uint Word(uint address)
    {
        uint offset = (address & 0x1FFF_FFFF) - Base;
        return BitConverter.ToUInt32(_frames[offset / FrameTables.FrameBytes], (int)(offset % FrameTables.FrameBytes));
    }

    public CoreExit Run(int budget) => Core.Run(budget);

    /// <summary>Runs on until a number of instructions has retired, through absent frames.</summary>
    public CoreExit RunThrough(int instructions, int quantum = int.MaxValue)
    {
        long end = Core.Retired + instructions;
        while (true)
        {
            CoreExit exit = Core.Run((int)Math.Min(quantum, end - Core.Retired));
            if (exit.Reason is not (ExitReason.Budget or ExitReason.FrameAbsent) || Core.Retired >= end)
            {
                return exit;
            }
        }
    }

    public Access Load(uint physical, int bytes, out uint value)
    {
        value = 0;
        if (Refused(physical, AccessKind.Read) is { } refused)
        {
            return refused;
        }
        byte[] frame = _frames[Tables.IndexOf(physical)];
        int offset = (int)(physical % FrameTables.FrameBytes);
        value = bytes switch
        {
            1 => frame[offset],
            2 => BitConverter.ToUInt16(frame, offset),
            _ => BitConverter.ToUInt32(frame, offset),
        };
        SeenLoads.Add((physical, value));
        return Access.Done;
    }

    public Access Store(uint physical, int bytes, uint value)
    {
        if (Refused(physical, AccessKind.Write) is { } refused)
        {
            return refused;
        }
        int index = Tables.IndexOf(physical);
        int offset = (int)(physical % FrameTables.FrameBytes);
        BitConverter.GetBytes(value).AsSpan(0, bytes).CopyTo(_frames[index].AsSpan(offset));
        Tables.Code(index)?.Forget(offset, bytes);
        return Access.Done;
    }

    public Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        seen = 0;
        if (Refused(physical, AccessKind.Write) is { } refused)
        {
            return refused;
        }
        BeforeCompareExchange?.Invoke(physical);
        uint word = Word(physical & ~3u) >> (int)(8 * (physical & 3));
        seen = bytes == 4 ? word : (byte)word;
        return seen == expected ? Store(physical, bytes, value) : Access.Done;
    }

    public Access Fetch(uint physical)
    {
        if (Refused(physical, AccessKind.Fetch) is { } refused)
        {
            return refused;
        }
        int index = Tables.IndexOf(physical);
        Tables.SetCode(index, new PageCode(_frames[index], Base + (uint)(index * FrameTables.FrameBytes), Watched));
        Tables.SetWritable(index, null);
        return Access.Done;
    }

    public void BroadcastInvalidate(uint physical, int bytes) => Broadcasts.Add(physical);

    private Access? Refused(uint physical, AccessKind kind)
    {
        if (Tables.IndexOf(physical) < 0)
        {
            return Access.NoMemory;
        }
        if (kind == AccessKind.Write && ReadOnly.Contains(physical & ~(uint)(FrameTables.FrameBytes - 1)))
        {
            return Access.ReadOnly;
        }
        if (!EveryAccessAbsentOnce || kind == AccessKind.Fetch)
        {
            return null;
        }

        // Refused at first, granted from then on, until an instruction has retired.
        if (_grantedAt != Core.Retired)
        {
            _granted.Clear();
            _grantedAt = Core.Retired;
        }
        uint granted = kind == AccessKind.Write ? physical & ~(uint)(FrameTables.FrameBytes - 1) : physical;
        return _granted.Add((granted, kind)) ? Access.Absent : null;
    }
}
