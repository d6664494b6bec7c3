using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

/// <summary>The memory that a record describes: one read, one write, and nothing else.</summary>
internal sealed class VectorWorld(VectorRecord record) : IWorld
{
    public List<Difference> Differences { get; } = [];

    private int _reads;
    private int _writes;

    public PageCode Text(uint address)
    {
        uint page = address & ~(uint)(FrameTables.FrameBytes - 1);
        var frame = new byte[FrameTables.FrameBytes];
        for (uint offset = 0; offset < FrameTables.FrameBytes; offset += 2)
        {
            uint index = (page + offset - record.BaseAddress) / 2;
            BitConverter.TryWriteBytes(frame.AsSpan((int)offset), (ushort)record.Opcodes[(int)Math.Min(index, 4)]);
        }
        return new PageCode(frame, page, null);
    }

    public Access Load(uint physical, int bytes, out uint value)
    {
        value = 0;
        for (int i = 0; i < 4; i++)
        {
            ReadOnlySpan<uint> cycle = record.Cycle(i);
            if ((cycle[0] & 1) != 0 && Half(cycle[6], physical) is { } half)
            {
                _reads++;
                value = cycle[7 + half] & Mask(bytes);
                return Access.Done;
            }
        }
        Differences.Add(new($"read of {bytes} bytes at {physical:x8}"));
        return Access.NoMemory;
    }

    public Access Store(uint physical, int bytes, uint value)
    {
        for (int i = 0; i < 4; i++)
        {
            ReadOnlySpan<uint> cycle = record.Cycle(i);
            if ((cycle[0] & 2) != 0 && Half(cycle[3], physical) is { } half
                && (cycle[4 + half] & Mask(bytes)) == (value & Mask(bytes)))
            {
                _writes++;
                return Access.Done;
            }
        }
        Differences.Add(new($"write of {value:x8}, {bytes} bytes, at {physical:x8}"));
        return Access.NoMemory;
    }

    public Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        seen = expected;
        return Store(physical, bytes, value);
    }

    public Access Fetch(uint physical) => throw new InvalidOperationException("flat text needs no fetch");

    public void CheckCounts()
    {
        (int reads, int writes) = (0, 0);
        for (int i = 0; i < 4; i++)
        {
            reads += (record.Cycle(i)[0] & 1) != 0 ? Words : 0;
            writes += (record.Cycle(i)[0] & 2) != 0 ? Words : 0;
        }
        if (reads != _reads || writes != _writes)
        {
            Differences.Add(new($"{_reads} reads and {_writes} writes instead of {reads} and {writes}"));
        }
    }

    /// <summary>Words of an access: a pair is one access of 64 bits there, and two of 32 bits here.</summary>
    private int Words { get; } =
        (record.Initial[67] & FloatingStatus.SzBit) != 0
        && DecodeTable.Find((ushort)record.Opcodes[1]).Name.StartsWith("FloatingPointSingle.Fmov", StringComparison.Ordinal)
            ? 2 : 1;

    private int? Half(uint theirs, uint ours) => (ours - theirs) switch
    {
        0 => 0,
        4 when Words == 2 => 1,
        _ => null,
    };

    private static uint Mask(int bytes) => bytes == 4 ? uint.MaxValue : (1u << (8 * bytes)) - 1;
}

/// <summary>One field that came out otherwise than in the record.</summary>
internal readonly record struct Difference(string Field, uint Ours = 0, uint Theirs = 0)
{
    public override string ToString() => $"{Field} {Ours:x8} instead of {Theirs:x8}";
}
