using System.Buffers.Binary;
using System.Text;
using SiloSim.Sh4;

namespace SiloSim.Machine.Linux;

/// <summary>
/// The memory of a user program, 00000000 to 7FFFFFFF: which pages are mapped with which protection, and frames for
/// those that have been touched. What can be read can be executed, as on SH-4, whose TLB knows no other.
/// </summary>
internal sealed class UserSpace : IWorld
{
    /// <summary>Bytes in a page.</summary>
    public const uint PageBytes = FrameTables.FrameBytes;

    /// <summary>The first address that is no user's.</summary>
    public const uint End = 0x8000_0000;

    /// <summary>Most pages whose text stays decoded: that takes four times the memory of the page, and has no other limit.</summary>
    internal const int MaximumDecodedPages = 4096;

    private const int PageCount = (int)(End / PageBytes);

    private readonly Protection[] _pages = new Protection[PageCount];
    private readonly byte[]?[] _frames = new byte[]?[PageCount];
    private readonly int _limitPages;
    private int _mappedPages;
    private int _touchedPages;

    // The pages decoded last, in a ring.
    private readonly int[] _decoded = new int[MaximumDecodedPages];
    private int _decodedCount;

    /// <summary>An empty space.</summary>
    /// <param name="limitBytes">Most bytes that may be mapped, or touched where more was reserved.</param>
    public UserSpace(long limitBytes) => _limitPages = (int)Math.Clamp(limitBytes / PageBytes, 0, PageCount);

    /// <summary>The frames, as a core sees them.</summary>
    public FrameTables Tables { get; } = FrameTables.OfUserSpace();

    /// <summary>Bytes that may be mapped.</summary>
    public uint LimitBytes => (uint)_limitPages * PageBytes;

    /// <summary>Bytes that are mapped.</summary>
    public uint MappedBytes => (uint)_mappedPages * PageBytes;

    /// <summary>Whether an access has failed since the program has touched all memory that it may have.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Bytes to whole pages, or null where they are more than there are.</summary>
    public static uint? RoundUp(uint bytes) => bytes > End ? null : (bytes + PageBytes - 1) & ~(PageBytes - 1);

    /// <summary>Maps pages, empty, over whatever was there.</summary>
    /// <param name="address">First address, page-aligned.</param>
    /// <param name="bytes">Whole pages, 1 or more.</param>
    /// <param name="protection">What they allow.</param>
    /// <param name="reserve">Whether only what is touched counts against the limit.</param>
    /// <returns>False: outside the space, or more than the limit; nothing changed.</returns>
    public bool TryMap(uint address, uint bytes, Protection protection, bool reserve = false)
    {
        if (bytes == 0 || address >= End || bytes > End - address)
        {
            return false;
        }
        int more = (int)(bytes / PageBytes) - (reserve ? 0 : Counted(address, bytes));
        if (!reserve && _mappedPages + more > _limitPages)
        {
            return false;
        }
        Unmap(address, bytes);
        (int first, int count) = Range(address, bytes);
        Protection mapped = protection | Protection.Mapped | (reserve ? Protection.Reserved : 0);
        _pages.AsSpan(first, count).Fill(mapped);
        _mappedPages += reserve ? 0 : count;
        return true;
    }

    /// <summary>Takes pages away; their content is gone.</summary>
    /// <param name="address">First address, page-aligned.</param>
    /// <param name="bytes">Whole pages within the space.</param>
    public void Unmap(uint address, uint bytes)
    {
        _mappedPages -= Counted(address, bytes);
        Discard(address, bytes);
        (int first, int count) = Range(address, bytes);
        _pages.AsSpan(first, count).Clear();
    }

    /// <summary>Empties pages, which stay mapped.</summary>
    /// <param name="address">First address, page-aligned.</param>
    /// <param name="bytes">Whole pages within the space.</param>
    public void Discard(uint address, uint bytes)
    {
        (int first, int count) = Range(address, bytes);
        for (int page = first; page < first + count; page++)
        {
            if (_frames[page] is not null)
            {
                _frames[page] = null;
                _touchedPages--;
                ForgetTables(page);
            }
        }
    }

    /// <summary>Changes what pages allow.</summary>
    /// <param name="address">First address, page-aligned.</param>
    /// <param name="bytes">Whole pages within the space.</param>
    /// <param name="protection">What they allow from now on.</param>
    /// <returns>False: not all of them are mapped; nothing changed.</returns>
    public bool TryProtect(uint address, uint bytes, Protection protection)
    {
        if (!IsMapped(address, bytes))
        {
            return false;
        }
        (int first, int count) = Range(address, bytes);
        for (int page = first; page < first + count; page++)
        {
            _pages[page] = (_pages[page] & (Protection.Mapped | Protection.Reserved)) | protection;
            ForgetTables(page);
        }
        return true;
    }

    /// <summary>Whether all pages of a range are mapped.</summary>
    public bool IsMapped(uint address, uint bytes) => Every(address, bytes, Protection.Mapped);

    /// <summary>Whether no page of a range is mapped.</summary>
    public bool IsFree(uint address, uint bytes)
    {
        if (address >= End || bytes > End - address)
        {
            return false;
        }
        (int first, int count) = Range(address, bytes);
        return _pages.AsSpan(first, count).IndexOfAnyExcept((Protection)0) < 0;
    }

    /// <summary>The lowest free range, or null.</summary>
    /// <param name="from">Where to begin, page-aligned.</param>
    /// <param name="to">Where to end.</param>
    /// <param name="bytes">Whole pages, 1 or more.</param>
    public uint? FindFree(uint from, uint to, uint bytes)
    {
        int page = (int)(from / PageBytes), end = (int)(to / PageBytes), count = (int)(bytes / PageBytes);
        while (page + count <= end)
        {
            int used = _pages.AsSpan(page, count).LastIndexOfAnyExcept((Protection)0);
            if (used < 0)
            {
                return (uint)page * PageBytes;
            }
            page += used + 1;
        }
        return null;
    }

    /// <summary>Moves pages with their content to a range that is free.</summary>
    /// <param name="from">First address, page-aligned; all mapped.</param>
    /// <param name="to">First address, page-aligned; mapped by the caller.</param>
    /// <param name="bytes">Whole pages.</param>
    public void Move(uint from, uint to, uint bytes)
    {
        (int source, int count) = Range(from, bytes);
        int target = (int)(to / PageBytes);
        for (int i = 0; i < count; i++)
        {
            _frames[target + i] = _frames[source + i];
            _pages[target + i] = _pages[source + i];
            _frames[source + i] = null;
            ForgetTables(source + i);
            ForgetTables(target + i);
        }
        _pages.AsSpan(source, count).Clear();
        _mappedPages -= count;
    }

    /// <summary>Whether a range can be read.</summary>
    public bool IsReadable(uint address, uint bytes) => Every(address, bytes, Protection.Read);

    /// <summary>Whether a range can be written.</summary>
    public bool IsWritable(uint address, uint bytes) => Every(address, bytes, Protection.Write);

    /// <summary>Copies out of the program's memory.</summary>
    /// <returns>False: not all of it can be read.</returns>
    public bool TryRead(uint address, Span<byte> to)
    {
        if (!IsReadable(address, (uint)to.Length))
        {
            return false;
        }
        while (!to.IsEmpty)
        {
            int offset = (int)(address % PageBytes);
            int part = Math.Min(to.Length, (int)PageBytes - offset);
            if (Frame((int)(address / PageBytes)) is not { } frame)
            {
                return false;
            }
            frame.AsSpan(offset, part).CopyTo(to);
            to = to[part..];
            address += (uint)part;
        }
        return true;
    }

    /// <summary>Copies into the program's memory, if all of it can be written.</summary>
    public bool TryWrite(uint address, ReadOnlySpan<byte> from) =>
        IsWritable(address, (uint)from.Length) && TryLoad(address, from);

    /// <summary>Copies into the program's memory, whatever it allows: how a program gets there.</summary>
    public bool TryLoad(uint address, ReadOnlySpan<byte> from)
    {
        if (!IsMapped(address, (uint)from.Length))
        {
            return false;
        }
        while (!from.IsEmpty)
        {
            int page = (int)(address / PageBytes), offset = (int)(address % PageBytes);
            int part = Math.Min(from.Length, (int)PageBytes - offset);
            if (Frame(page) is not { } frame)
            {
                return false;
            }
            from[..part].CopyTo(frame.AsSpan(offset));
            Tables.Code(page)?.Forget(offset, part);
            from = from[part..];
            address += (uint)part;
        }
        return true;
    }

    /// <summary>Reads a word.</summary>
    public bool TryRead32(uint address, out uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        bool read = TryRead(address, bytes);
        value = read ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return read;
    }

    /// <summary>Writes a word.</summary>
    public bool TryWrite32(uint address, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return TryWrite(address, bytes);
    }

    /// <summary>Reads a string that ends with a zero byte.</summary>
    /// <param name="address">Where.</param>
    /// <param name="mostBytes">Longest string.</param>
    /// <param name="text">The string; what is no UTF-8 is replaced, so such a name names nothing.</param>
    /// <returns>0, or an error negated.</returns>
    public int ReadString(uint address, int mostBytes, out string text)
    {
        var bytes = new List<byte>();
        Span<byte> next = stackalloc byte[1];
        text = "";
        while (bytes.Count < mostBytes)
        {
            if (!TryRead(address++, next))
            {
                return -Errno.Fault;
            }
            if (next[0] == 0)
            {
                text = Encoding.UTF8.GetString([.. bytes]);
                return 0;
            }
            bytes.Add(next[0]);
        }
        return -Errno.NameTooLong;
    }

    /// <inheritdoc/>
    public Access Load(uint physical, int bytes, out uint value)
    {
        value = 0;
        int page = (int)(physical / PageBytes), offset = (int)(physical % PageBytes);
        if ((_pages[page] & Protection.Read) == 0 || Frame(page) is not { } frame)
        {
            return Access.NoMemory;
        }
        Tables.SetReadable(page, frame);
        value = Value(frame.AsSpan(offset, bytes));
        return Access.Done;
    }

    /// <inheritdoc/>
    public Access Store(uint physical, int bytes, uint value)
    {
        int page = (int)(physical / PageBytes), offset = (int)(physical % PageBytes);
        if ((_pages[page] & Protection.Write) == 0)
        {
            return _pages[page] == 0 ? Access.NoMemory : Access.ReadOnly;
        }
        if (Frame(page) is not { } frame)
        {
            return Access.NoMemory;
        }
        Span<byte> at = frame.AsSpan(offset, bytes);
        for (int i = 0; i < bytes; i++)
        {
            at[i] = (byte)(value >> (8 * i));
        }
        Tables.SetReadable(page, frame);
        if (Tables.Code(page) is { } code)
        {
            code.Forget(offset, bytes);
        }
        else
        {
            Tables.SetWritable(page, frame);
        }
        return Access.Done;
    }

    /// <inheritdoc/>
    public Access CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        Access read = Load(physical, bytes, out seen);
        return read == Access.Done && seen == expected ? Store(physical, bytes, value) : read;
    }

    /// <inheritdoc/>
    public Access Fetch(uint physical)
    {
        int page = (int)(physical / PageBytes);
        if ((_pages[page] & Protection.Read) == 0 || Frame(page) is not { } frame)
        {
            return Access.NoMemory;
        }

        // The core looks its page up again after a fetch, so that one may be forgotten too.
        ref int oldest = ref _decoded[_decodedCount % MaximumDecodedPages];
        if (_decodedCount >= MaximumDecodedPages)
        {
            Tables.SetCode(oldest, null);
        }
        oldest = page;
        _decodedCount = _decodedCount + 1 == 2 * MaximumDecodedPages ? MaximumDecodedPages : _decodedCount + 1;

        // From now on stores to this page come here, and forget what they change.
        Tables.SetWritable(page, null);
        Tables.SetCode(page, new PageCode(frame, (uint)page * PageBytes, watchedWords: null));
        return Access.Done;
    }

    private static uint Value(ReadOnlySpan<byte> at) => at.Length switch
    {
        1 => at[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(at),
    };

    private static (int First, int Count) Range(uint address, uint bytes) => bytes == 0 ? (0, 0) : (
        (int)(address / PageBytes),
        (int)(((address % PageBytes) + (ulong)bytes + PageBytes - 1) / PageBytes));

    private bool Every(uint address, uint bytes, Protection wanted)
    {
        if (bytes == 0)
        {
            return true;
        }
        if (address >= End || bytes > End - address)
        {
            return false;
        }
        (int first, int count) = Range(address, bytes);
        foreach (Protection page in _pages.AsSpan(first, count))
        {
            if ((page & wanted) == 0)
            {
                return false;
            }
        }
        return true;
    }

    private int Counted(uint address, uint bytes)
    {
        (int first, int count) = Range(address, bytes);
        int counted = 0;
        foreach (Protection page in _pages.AsSpan(first, count))
        {
            counted += (page & (Protection.Mapped | Protection.Reserved)) == Protection.Mapped ? 1 : 0;
        }
        return counted;
    }

    private byte[]? Frame(int page)
    {
        if (_frames[page] is { } frame)
        {
            return frame;
        }
        if (_touchedPages >= _limitPages)
        {
            IsExhausted = true;
            return null;
        }
        _touchedPages++;
        return _frames[page] = new byte[PageBytes];
    }

    private void ForgetTables(int page)
    {
        Tables.SetReadable(page, null);
        Tables.SetWritable(page, null);
        Tables.SetCode(page, null);
    }
}

/// <summary>What a page allows.</summary>
[Flags]
internal enum Protection : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Loads and fetches.</summary>
    Read = 1,

    /// <summary>Stores.</summary>
    Write = 2,

    /// <summary>It is there, even if it allows nothing.</summary>
    Mapped = 8,

    /// <summary>It counts against the limit only where it has been touched.</summary>
    Reserved = 16,
}
