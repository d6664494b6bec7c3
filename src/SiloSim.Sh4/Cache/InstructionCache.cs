namespace SiloSim.Sh4;

/// <summary>
/// A core's instruction cache: what it holds executes, whatever memory holds by now. Lines of 32 bytes, 256 sets of one, two
/// or four ways; a line is found by its virtual address and known by its physical one, and is decoded when it is filled.
/// </summary>
/// <remarks>Source: SH-4 hardware manual, "Caches", "Instruction Cache (IC)" and "Memory-Mapped Cache Configuration".</remarks>
public sealed class InstructionCache
{
    /// <summary>Bytes in a line.</summary>
    internal const int LineBytes = 32;

    /// <summary>
    /// Most lines that wait for the next fetch: those of 2 MiB of text. A core that sleeps fetches nothing, while another one
    /// may broadcast for ever; beyond this its cache forgets everything.
    /// </summary>
    internal const int MaximumPosted = 65_536;

    private const int Sets = 256;
    private const int LineEntries = LineBytes / 2;
    private const uint Valid = 1;
    private const uint TagField = 0x1FFF_FC00;
    private const uint ArraySegment = 0xFF00_0000;
    private const uint AddressArray = 0xF000_0000;
    private const uint DataArray = 0xF100_0000;
    private const uint Associative = 1u << 3;
    private const uint IndexBit25 = 1u << 25;

    private readonly int _ways;
    private readonly Lock _postGate = new();
    private readonly HashSet<uint> _posted = [];
    private bool _postedAll;
    private volatile bool _hasPosted;

    // Of way w and set s at w * Sets + s. Made when the first line is filled: an idle core costs nothing.
    private uint[] _tags = [];
    private uint[]?[] _lines = [];
    private long[] _usedAt = [];
    private long _uses;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="model">Any but <see cref="InstructionCacheModel.Coherent"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no model of a cache.</exception>
    public InstructionCache(InstructionCacheModel model)
    {
        _ways = model switch
        {
            InstructionCacheModel.Modelled => 1,
            InstructionCacheModel.Modelled16k => 2,
            InstructionCacheModel.Modelled32k => 4,
            _ => throw new ArgumentOutOfRangeException(nameof(model), model, "not a model of a cache"),
        };
    }

    /// <summary>CCR.IIX: address bit 25 takes the place of bit 12 in the index. Not with four ways.</summary>
    internal bool IndexMode { get; set; }

    /// <summary>Lines that were filled from memory.</summary>
    internal long Fills { get; private set; }

    /// <summary>Whether a P4 address is one of the cache's arrays.</summary>
    internal static bool IsArray(uint address) => (address & ArraySegment) is AddressArray or DataArray;

    /// <summary>Invalidates the lines of a range, from any thread; done before the core's next fetch.</summary>
    /// <param name="physical">Physical address of the first byte.</param>
    /// <param name="bytes">Bytes, 0 or more.</param>
    public void Post(uint physical, int bytes)
    {
        lock (_postGate)
        {
            long line = physical & ~(LineBytes - 1u);
            for (; line < physical + (long)bytes && !_postedAll; line += LineBytes)
            {
                _posted.Add((uint)line);
                _postedAll = _posted.Count > MaximumPosted;
            }
            _hasPosted = true;
        }
    }

    /// <summary>Finds an instruction.</summary>
    /// <returns>Whether a valid line holds it.</returns>
    internal bool TryRead(uint address, uint physical, out uint entry)
    {
        if (_hasPosted)
        {
            TakePosted();
        }
        int line = Find(address, physical);
        if (line < 0)
        {
            entry = 0;
            return false;
        }
        _usedAt[line] = ++_uses;
        entry = _lines[line]![physical % LineBytes / 2];
        return true;
    }

    /// <summary>Takes a line in, in place of an invalid one or of the one that was used least recently.</summary>
    /// <returns>Its instruction: by now another thread may have invalidated the line, and the fetch was before that.</returns>
    internal uint Fill(uint address, uint physical, PageCode page)
    {
        Make();
        int victim = Set(address);
        for (int line = victim + Sets; line < _tags.Length && (_tags[victim] & Valid) != 0; line += Sets)
        {
            victim = (_tags[line] & Valid) == 0 || _usedAt[line] < _usedAt[victim] ? line : victim;
        }
        uint[] entries = _lines[victim] ??= new uint[LineEntries];
        int first = (int)(physical % FrameTables.FrameBytes / LineBytes * LineEntries);
        for (int i = 0; i < LineEntries; i++)
        {
            entries[i] = page.Single(first + i);
        }
        _tags[victim] = (physical & ~(LineBytes - 1u)) | Valid;
        _usedAt[victim] = ++_uses;
        Fills++;
        return entries[physical % LineBytes / 2];
    }

    /// <summary>ICBI: the line of an address is invalid from now on.</summary>
    internal void Invalidate(uint address, uint physical)
    {
        int line = Find(address, physical);
        if (line >= 0)
        {
            _tags[line] = 0;
        }
    }

    /// <summary>CCR.ICI: every line is invalid from now on.</summary>
    internal void InvalidateAll() => Array.Clear(_tags);

    /// <summary>Loads from the address array (F0) or the data array (F1).</summary>
    internal uint LoadArray(uint address)
    {
        int line = ArrayLine(address);
        if (_tags.Length == 0)
        {
            return 0;
        }
        if ((address & ArraySegment) == AddressArray)
        {
            return _tags[line] & (TagField | Valid);
        }
        int first = (int)(address % LineBytes) / 2 & ~1;
        return _lines[line] is { } entries ? (ushort)entries[first] | ((uint)(ushort)entries[first + 1] << 16) : 0;
    }

    /// <summary>
    /// Stores into the address array: tag and V of a line, or, associatively, V of the line that has this tag. Stores
    /// into the data array change the line alone.
    /// </summary>
    internal void StoreArray(uint address, uint value)
    {
        int line = ArrayLine(address);
        if ((address & ArraySegment) == DataArray)
        {
            if (_tags.Length > 0 && _lines[line] is { } entries)
            {
                int first = (int)(address % LineBytes) / 2 & ~1;
                entries[first] = DecodeTable.Entry((ushort)value);
                entries[first + 1] = DecodeTable.Entry((ushort)(value >> 16));
            }
            return;
        }
        if (_tags.Length == 0)
        {
            return; // Nothing is valid, and a line that was never filled cannot be made so: see Fidelity.
        }
        if ((address & Associative) == 0)
        {
            SetTag(line, value);
            return;
        }
        for (int way = line % Sets; way < _tags.Length; way += Sets)
        {
            if ((_tags[way] & Valid) != 0 && ((_tags[way] ^ value) & TagField) == 0)
            {
                SetTag(way, value);
            }
        }
    }

    /// <summary>Moves all lines, and what was posted: that is done now.</summary>
    internal void Move(StateMover mover)
    {
        TakePosted();
        bool indexMode = IndexMode;
        mover.Move(ref indexMode);
        IndexMode = indexMode;
        mover.Move(ref _uses);
        if (!mover.MovePresence(_tags.Length > 0))
        {
            return;
        }
        Make();
        mover.Move(_tags);
        for (int line = 0; line < _tags.Length; line++)
        {
            mover.Move(ref _usedAt[line]);
            if (mover.MovePresence(_lines[line] is not null))
            {
                mover.Move(_lines[line] ??= new uint[LineEntries]);
            }
        }
        if (_lines.Any(static line => line is not null && line.Any(static entry => !DecodeTable.IsEntry(entry)))
            || _tags.Where((tag, line) => (tag & Valid) != 0 && _lines[line] is null).Any())
        {
            throw new InvalidDataException("no lines of an instruction cache");
        }
    }

    private void Make()
    {
        if (_tags.Length == 0)
        {
            _tags = new uint[Sets * _ways];
            _lines = new uint[Sets * _ways][];
            _usedAt = new long[Sets * _ways];
        }
    }

    private void SetTag(int line, uint value)
    {
        uint index = (uint)(line % Sets * LineBytes) % (TagField & ~(TagField - 1));
        _tags[line] = (value & Valid) != 0 && _lines[line] is not null ? (value & TagField) | index | Valid : 0;
    }

    private int Find(uint address, uint physical)
    {
        uint wanted = (physical & ~(LineBytes - 1u)) | Valid;
        for (int line = Set(address); line < _tags.Length; line += Sets)
        {
            if (_tags[line] == wanted)
            {
                return line;
            }
        }
        return -1;
    }

    private int Set(uint address)
    {
        uint set = address / LineBytes % Sets;
        return IndexMode && _ways < 4
            ? (int)((set & ((Sets / 2) - 1)) | ((address & IndexBit25) != 0 ? Sets / 2 : 0u))
            : (int)set;
    }

    private int ArrayLine(uint address) => (int)(address / LineBytes % (uint)(Sets * _ways));

    /// <summary>By physical address: a posted line may have been filled through any virtual one.</summary>
    private void TakePosted()
    {
        lock (_postGate)
        {
            for (int i = 0; i < _tags.Length; i++)
            {
                _tags[i] = _postedAll || _posted.Contains(_tags[i] & ~Valid) ? 0 : _tags[i];
            }
            _posted.Clear();
            _postedAll = false;
            _hasPosted = false;
        }
    }
}
