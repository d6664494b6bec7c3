namespace SiloSim.Sh4;

/// <summary>
/// The frames that the cores of one silo share, as tables of frame pointers. An empty entry means "exit and ask". The
/// owner sets entries, cores on other threads read them; a reader sees an entry with everything that was written to
/// the frame before the entry was set.
/// </summary>
public sealed class FrameTables
{
    /// <summary>Bytes in a frame of physical memory.</summary>
    public const int FrameBytes = 4096;

    /// <summary>The physical address space: 29 bits.</summary>
    internal const uint PhysicalMask = 0x1FFF_FFFF;

    private const uint UserMask = 0x7FFF_FFFF;

    private readonly PageCode?[] _code;

    /// <summary>Makes tables with all entries empty.</summary>
    /// <param name="baseAddress">Physical address of the first frame, frame-aligned, below 2^29.</param>
    /// <param name="frameCount">Frames in the range, 1 or more; the range ends within the 29-bit space.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, not aligned or leaves the space.</exception>
    public FrameTables(uint baseAddress, int frameCount)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(baseAddress % FrameBytes, 0u, nameof(baseAddress));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(baseAddress, PhysicalMask);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            baseAddress + ((long)frameCount * FrameBytes), PhysicalMask + 1L, nameof(frameCount));
        AddressMask = PhysicalMask;
        BaseAddress = baseAddress;
        FrameCount = frameCount;
        Readable = new byte[frameCount][];
        Writable = new byte[frameCount][];
        _code = new PageCode?[frameCount];
    }

    private FrameTables(uint addressMask)
    {
        AddressMask = addressMask;
        FrameCount = (int)((addressMask + 1) / FrameBytes);
        Readable = new byte[FrameCount][];
        Writable = new byte[FrameCount][];
        _code = new PageCode?[FrameCount];
    }

    /// <summary>
    /// Makes tables of the address space of one user program: 00000000 to 7FFFFFFF, translated by nobody, so a
    /// physical address is the program's own. A core over them enters no exception: it comes back with it.
    /// </summary>
    /// <returns>The tables, with all entries empty.</returns>
    public static FrameTables OfUserSpace() => new(UserMask);

    /// <summary>The bits of an address that choose a place: 29 on a machine, 31 in a user program's space.</summary>
    internal uint AddressMask { get; }

    /// <summary>Whether this is the address space of a user program.</summary>
    internal bool IsUserSpace => AddressMask == UserMask;

    /// <summary>Physical address of the first frame.</summary>
    public uint BaseAddress { get; }

    /// <summary>Number of frames in the range.</summary>
    public int FrameCount { get; }

    /// <summary>Frames that loads may read without asking. Each has exactly <see cref="FrameBytes"/> bytes.</summary>
    internal byte[]?[] Readable { get; }

    /// <summary>Frames that stores may write without asking. Each has exactly <see cref="FrameBytes"/> bytes.</summary>
    internal byte[]?[] Writable { get; }

    /// <summary>As many entries, all of them empty.</summary>
    internal byte[]?[] Nothing => field ??= new byte[FrameCount][];

    /// <summary>Index of the frame that holds a physical address.</summary>
    /// <param name="physical">Physical address.</param>
    /// <returns>0 up to <see cref="FrameCount"/> - 1, or -1 when the address is outside the range.</returns>
    public int IndexOf(uint physical)
    {
        uint index = (physical - BaseAddress) / FrameBytes;
        return index < (uint)FrameCount ? (int)index : -1;
    }

    /// <summary>Sets the frame that loads read.</summary>
    /// <param name="index">Frame index.</param>
    /// <param name="frame">Its bytes, or null: loads leave the fast path.</param>
    /// <exception cref="ArgumentException">The frame has not <see cref="FrameBytes"/> bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public void SetReadable(int index, byte[]? frame) => Volatile.Write(ref Entry(Readable, index), Checked(frame));

    /// <summary>Sets the frame that stores write.</summary>
    /// <param name="index">Frame index.</param>
    /// <param name="frame">
    /// Its bytes, or null: stores leave the fast path (the frame is absent, shared with others, or has decoded code).
    /// </param>
    /// <exception cref="ArgumentException">The frame has not <see cref="FrameBytes"/> bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public void SetWritable(int index, byte[]? frame) => Volatile.Write(ref Entry(Writable, index), Checked(frame));

    /// <summary>Sets the decoded text of a frame.</summary>
    /// <param name="index">Frame index.</param>
    /// <param name="code">The text, or null: a fetch exits and asks.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public void SetCode(int index, PageCode? code) => Volatile.Write(ref Entry(_code, index), code);

    /// <summary>The decoded text of a frame.</summary>
    /// <param name="index">Frame index.</param>
    /// <returns>The text, or null where a fetch must ask.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public PageCode? Code(int index) => Volatile.Read(ref Entry(_code, index));

    /// <summary>The text that holds a physical address, or null where a fetch must ask.</summary>
    internal PageCode? CodeAt(uint physical)
    {
        uint index = (physical - BaseAddress) / FrameBytes;
        PageCode?[] code = _code;
        return index < (uint)code.Length ? code[index] : null;
    }

    private static ref T Entry<T>(T[] table, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, table.Length);
        return ref table[index];
    }

    private static byte[]? Checked(byte[]? frame) => frame is null || frame.Length == FrameBytes
        ? frame
        : throw new ArgumentException($"a frame has {FrameBytes} bytes, not {frame.Length}", nameof(frame));
}
