namespace SiloSim.Sh4;

/// <summary>
/// The decoded text of one frame, shared by the cores of a silo. An instruction is decoded when it is first run; each
/// entry is one word, written at once, so a store can forget exactly what it changed while other cores run the page. An
/// entry may run up to <see cref="TextEntry.LongestRun"/> instructions; those behind the first have entries of their own,
/// for jumps into the middle.
/// </summary>
public sealed class PageCode
{
    /// <summary>Instructions in a frame.</summary>
    internal const int EntryCount = FrameTables.FrameBytes / 2;

    private readonly IReadOnlySet<uint>? _watchedWords;

    /// <summary>Makes the text of a frame, with nothing decoded yet.</summary>
    /// <param name="frame">The bytes of the frame, exactly <see cref="FrameTables.FrameBytes"/>.</param>
    /// <param name="physicalBase">Physical address of the frame.</param>
    /// <param name="watchedWords">
    /// Physical addresses of 32-bit words: a <c>mov.l @(disp,PC),Rn</c> that loads one of them asks
    /// <see cref="IWorld.Load"/>. All other loads pay nothing for it. Must not change afterwards. Null: none.
    /// </param>
    /// <exception cref="ArgumentException">The frame has another size or is not aligned.</exception>
    public PageCode(byte[] frame, uint physicalBase, IReadOnlySet<uint>? watchedWords)
    {
        if (frame.Length != FrameTables.FrameBytes)
        {
            throw new ArgumentException(
                $"a frame has {FrameTables.FrameBytes} bytes, not {frame.Length}", nameof(frame));
        }
        if (physicalBase % FrameTables.FrameBytes != 0)
        {
            throw new ArgumentException($"{physicalBase:x8} is not the address of a frame", nameof(physicalBase));
        }
        Frame = frame;
        PhysicalBase = physicalBase;
        _watchedWords = watchedWords is { Count: > 0 } ? watchedWords : null;
        Entries = new ulong[EntryCount + 1];
        Entries[EntryCount] = HandlerTable.EndOfPage.Word;
    }

    /// <summary>The bytes of the frame.</summary>
    public byte[] Frame { get; }

    /// <summary>Physical address of the frame.</summary>
    public uint PhysicalBase { get; }

    /// <summary>One <see cref="TextEntry"/> for each halfword, and the one behind the last.</summary>
    internal ulong[] Entries { get; }

    /// <summary>Forgets all entries that run instructions that a store changed. Call it after the bytes were stored.</summary>
    /// <param name="offset">Offset of the first changed byte in the frame.</param>
    /// <param name="bytes">Number of changed bytes, 0 or more, all within the frame.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the frame.</exception>
    public void Forget(int offset, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + bytes, FrameTables.FrameBytes, nameof(bytes));

        // Pairs with the barrier in Decode: either it sees the new bytes, or its entry is forgotten here.
        Interlocked.MemoryBarrier();
        int first = Math.Max(0, (offset / 2) - (TextEntry.LongestRun - 1));
        int end = bytes == 0 ? first : (offset + bytes + 1) / 2;
        for (int i = first; i < end; i++)
        {
            Volatile.Write(ref Entries[i], TextEntry.Undecoded.Word);
        }
    }

    /// <summary>The text of the same frame with other bytes; what is equal in both stays decoded.</summary>
    /// <param name="newFrame">The new bytes, exactly <see cref="FrameTables.FrameBytes"/>.</param>
    /// <returns>The new text, over the new bytes.</returns>
    /// <exception cref="ArgumentException">The frame has another size.</exception>
    public PageCode With(byte[] newFrame)
    {
        var code = new PageCode(newFrame, PhysicalBase, _watchedWords);
        for (int i = 0; i < EntryCount; i++)
        {
            // An entry holds the opcodes that it was decoded from: they are compared with the new bytes, not the old
            // ones, since those may be changing under our eyes.
            var entry = new TextEntry(Volatile.Read(ref Entries[i]));
            if (entry != TextEntry.Undecoded && entry.Runs(newFrame, i))
            {
                code.Entries[i] = entry.Word;
            }
        }
        return code;
    }

    /// <summary>Decodes what begins at an instruction and keeps it.</summary>
    /// <param name="index">Halfword index, 0 to <see cref="EntryCount"/> - 1.</param>
    /// <returns>The entry.</returns>
    internal TextEntry Decode(int index)
    {
        while (true)
        {
            TextEntry entry = Compose(index);
            Volatile.Write(ref Entries[index], entry.Word);

            // A store may have come between the reads and the write above, and forgotten the entry before it was set.
            Interlocked.MemoryBarrier();
            if (entry.Runs(Frame, index))
            {
                return entry;
            }
        }
    }

    /// <summary>Decodes one instruction alone, and keeps nothing.</summary>
    /// <param name="index">Halfword index, 0 to <see cref="EntryCount"/> - 1.</param>
    /// <returns>An entry of <see cref="DecodeTable"/>.</returns>
    internal uint Single(int index)
    {
        ushort opcode = FrameAccess.Read16(Frame, (uint)index * 2);
        return IsWatched(index, opcode) ? DecodeTable.WatchedLiteralLoad.Entry(opcode) : DecodeTable.Entry(opcode);
    }

    private TextEntry Compose(int index)
    {
        Span<ushort> opcodes = stackalloc ushort[TextEntry.LongestRun];
        int count = 0;
        while (count < opcodes.Length && index + count < EntryCount)
        {
            ushort opcode = FrameAccess.Read16(Frame, (uint)(index + count) * 2);
            if (IsWatched(index + count, opcode))
            {
                if (count == 0)
                {
                    return HandlerTable.Of(DecodeTable.WatchedLiteralLoad, opcode);
                }
                break;
            }
            opcodes[count++] = opcode;
        }
        return HandlerTable.Compose(opcodes[..count]);
    }

    private bool IsWatched(int index, ushort opcode) =>
        _watchedWords is not null && DecodeTable.IsLiteralLoad(opcode) && _watchedWords.Contains(Literal(index, opcode));

    private uint Literal(int index, ushort opcode)
    {
        uint pc = PhysicalBase + ((uint)index * 2);
        return ((pc & ~3u) + 4 + (new Fields(opcode).Byte * 4)) & FrameTables.PhysicalMask;
    }
}
