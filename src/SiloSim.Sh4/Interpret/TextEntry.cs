namespace SiloSim.Sh4;

/// <summary>
/// What one halfword of text was decoded to: the number of a handler in bits 63 to 48 and the opcodes that it runs, the
/// first in bits 15 to 0. All in one word, so that a core never sees the handler of one text with the opcodes of another.
/// </summary>
/// <param name="Word">All of it.</param>
internal readonly record struct TextEntry(ulong Word)
{
    /// <summary>The most instructions that one entry runs.</summary>
    public const int LongestRun = 3;

    /// <summary>Shift of the handler's number.</summary>
    public const int HandlerShift = 48;

    /// <summary>In <see cref="SlotRow"/>: the slot's instruction needs the FPU.</summary>
    public const uint SlotNeedsFpu = 0x8000;

    /// <summary>Makes an entry.</summary>
    public TextEntry(int handler, uint first, uint second = 0, uint third = 0)
        : this(((ulong)handler << HandlerShift) | ((ulong)third << 32) | ((ulong)second << 16) | first)
    {
    }

    /// <summary>What has not been decoded.</summary>
    public static TextEntry Undecoded => default;

    /// <summary>The handler: see <see cref="HandlerTable"/>.</summary>
    public int Handler => (int)(Word >> HandlerShift);

    /// <summary>The instruction.</summary>
    public ushort First => (ushort)Word;

    /// <summary>The next one, where the entry runs more than one.</summary>
    public ushort Second => (ushort)(Word >> 16);

    /// <summary>The one after that, where the entry runs three.</summary>
    public ushort Third => (ushort)(Word >> 32);

    /// <summary>Where a delayed branch runs any slot: the slot's row, with <see cref="SlotNeedsFpu"/>.</summary>
    public uint SlotRow => Third;

    /// <summary>Whether the bytes of a frame are still the opcodes that it runs.</summary>
    public bool Runs(byte[] frame, int index)
    {
        int length = HandlerTable.Length(this);
        return First == FrameAccess.Read16(frame, (uint)index * 2)
            && (length < 2 || Second == FrameAccess.Read16(frame, (uint)(index + 1) * 2))
            && (length < 3 || Third == FrameAccess.Read16(frame, (uint)(index + 2) * 2));
    }
}
