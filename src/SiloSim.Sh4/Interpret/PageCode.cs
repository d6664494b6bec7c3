namespace SiloSim.Sh4;

/// <summary>
/// The decoded text of one frame, shared by the cores of a silo. An instruction is decoded when it is first run; each
/// entry is one 32-bit word, written at once, so a store can forget exactly the instructions that it changed while
/// other cores run the page.
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
        Entries = new uint[EntryCount];
        Array.Fill(Entries, DecodeTable.Undecoded);
    }

    /// <summary>The bytes of the frame.</summary>
    public byte[] Frame { get; }

    /// <summary>Physical address of the frame.</summary>
    public uint PhysicalBase { get; }

    /// <summary>One entry for each halfword: see <see cref="DecodeTable"/>.</summary>
    internal uint[] Entries { get; }

    /// <summary>Forgets the instructions that a store changed. Call it after the bytes were stored.</summary>
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
        for (int i = offset / 2; i < (offset + bytes + 1) / 2; i++)
        {
            Volatile.Write(ref Entries[i], DecodeTable.Undecoded);
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
            // An entry holds the opcode that it was decoded from: it is compared with the new bytes, not the old ones,
            // since those may be changing under our eyes.
            uint entry = Volatile.Read(ref Entries[i]);
            if (entry != DecodeTable.Undecoded && (ushort)entry == FrameAccess.Read16(newFrame, (uint)i * 2))
            {
                code.Entries[i] = entry;
            }
        }
        return code;
    }

    /// <summary>Decodes one instruction and keeps it.</summary>
    /// <param name="index">Halfword index, 0 to <see cref="EntryCount"/> - 1.</param>
    /// <returns>The entry.</returns>
    internal uint Decode(int index)
    {
        while (true)
        {
            uint entry = DecodeOnly(index);
            Volatile.Write(ref Entries[index], entry);

            // A store may have come between the read and the write above, and forgotten the entry before it was set.
            Interlocked.MemoryBarrier();
            if (FrameAccess.Read16(Frame, (uint)index * 2) == (ushort)entry)
            {
                return entry;
            }
        }
    }

    /// <summary>Decodes one instruction and keeps nothing: for who keeps it elsewhere.</summary>
    /// <param name="index">Halfword index, 0 to <see cref="EntryCount"/> - 1.</param>
    /// <returns>The entry.</returns>
    internal uint DecodeOnly(int index)
    {
        ushort opcode = FrameAccess.Read16(Frame, (uint)index * 2);
        return _watchedWords is not null && DecodeTable.IsLiteralLoad(opcode)
            && _watchedWords.Contains(Literal(index, opcode))
            ? DecodeTable.WatchedLiteralLoad(opcode)
            : DecodeTable.Entry(opcode);
    }

    private uint Literal(int index, ushort opcode)
    {
        uint pc = PhysicalBase + ((uint)index * 2);
        return ((pc & ~3u) + 4 + (new Fields(opcode).Byte * 4)) & FrameTables.PhysicalMask;
    }
}
