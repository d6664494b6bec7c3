using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <content>
/// Loads and stores. The fast path is one look-up in a table of frames; what is not aligned, not allowed, not in the
/// table or linked goes through the slow path, which decides why. A method that returns false has changed nothing and
/// has said in <see cref="_attention"/> what must happen now.
/// </content>
public sealed partial class Core
{
    private const uint PrivilegedSegments = 0x8000_0000;
    private const uint ControlSegment = 0xE000_0000;

    // What a slow load returns when it was not done.
    private const long NoAnswer = -1;

    private readonly byte[]?[] _readable;
    private readonly byte[]?[] _writable;
    private readonly uint _memoryBase;

    // Addresses below these take the fast path. Stores have their own: it is 0 while a link is held, so that a store
    // to the linked word is noticed at no cost to others.
    private uint _loadLimit;
    private uint _storeLimit;

    private bool _linked;
    private uint _linkAddress;
    private uint _linkValue;

    /// <summary>Gives up the reservation of MOVLI.L: the next MOVCO.L fails.</summary>
    public void ClearLink()
    {
        _linked = false;
        _storeLimit = _loadLimit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Load8(uint address, out uint value)
    {
        byte[]?[] readable = _readable;
        uint index = ((address & FrameTables.PhysicalMask) - _memoryBase) / FrameTables.FrameBytes;
        if (index < (uint)readable.Length && address < _loadLimit)
        {
            byte[]? frame = readable[index];
            if (frame is not null)
            {
                value = FrameAccess.Read8(frame, address % FrameTables.FrameBytes);
                return true;
            }
        }
        return Answer(LoadSlow(address, 1), out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Load16(uint address, out uint value)
    {
        byte[]?[] readable = _readable;
        uint index = ((address & FrameTables.PhysicalMask) - _memoryBase) / FrameTables.FrameBytes;
        if (index < (uint)readable.Length && ((address & 1) == 0) & (address < _loadLimit))
        {
            byte[]? frame = readable[index];
            if (frame is not null)
            {
                value = FrameAccess.Read16(frame, address % FrameTables.FrameBytes);
                return true;
            }
        }
        return Answer(LoadSlow(address, 2), out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Load32(uint address, out uint value)
    {
        byte[]?[] readable = _readable;
        uint index = ((address & FrameTables.PhysicalMask) - _memoryBase) / FrameTables.FrameBytes;
        if (index < (uint)readable.Length && ((address & 3) == 0) & (address < _loadLimit))
        {
            byte[]? frame = readable[index];
            if (frame is not null)
            {
                value = FrameAccess.Read32(frame, address % FrameTables.FrameBytes);
                return true;
            }
        }
        return Answer(LoadSlow(address, 4), out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Store8(uint address, uint value)
    {
        byte[]?[] writable = _writable;
        uint index = ((address & FrameTables.PhysicalMask) - _memoryBase) / FrameTables.FrameBytes;
        if (index < (uint)writable.Length && address < _storeLimit)
        {
            byte[]? frame = writable[index];
            if (frame is not null)
            {
                FrameAccess.Write8(frame, address % FrameTables.FrameBytes, (byte)value);
                return true;
            }
        }
        return StoreSlow(address, 1, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Store16(uint address, uint value)
    {
        byte[]?[] writable = _writable;
        uint index = ((address & FrameTables.PhysicalMask) - _memoryBase) / FrameTables.FrameBytes;
        if (index < (uint)writable.Length && ((address & 1) == 0) & (address < _storeLimit))
        {
            byte[]? frame = writable[index];
            if (frame is not null)
            {
                FrameAccess.Write16(frame, address % FrameTables.FrameBytes, (ushort)value);
                return true;
            }
        }
        return StoreSlow(address, 2, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Store32(uint address, uint value)
    {
        byte[]?[] writable = _writable;
        uint index = ((address & FrameTables.PhysicalMask) - _memoryBase) / FrameTables.FrameBytes;
        if (index < (uint)writable.Length && ((address & 3) == 0) & (address < _storeLimit))
        {
            byte[]? frame = writable[index];
            if (frame is not null)
            {
                FrameAccess.Write32(frame, address % FrameTables.FrameBytes, value);
                return true;
            }
        }
        return StoreSlow(address, 4, value);
    }

    /// <summary>A load of a word of the text that somebody watches: always through the world.</summary>
    internal bool LoadWatched(uint address, out uint value)
    {
        value = 0;
        return CheckAddress(address, 4, store: false)
            && Answered(_world.Load(Physical(address), 4, out value), Physical(address), AccessKind.Read);
    }

    /// <summary>A load of four bytes at any alignment (MOVUA.L): bytes where a word would not be aligned.</summary>
    internal bool LoadUnaligned(uint address, out uint value)
    {
        if ((address & 3) == 0)
        {
            return Load32(address, out value);
        }
        value = 0;
        for (uint i = 0; i < 4; i++)
        {
            if (!Load8(address + i, out uint part))
            {
                return false;
            }
            value |= part << (int)(8 * i);
        }
        return true;
    }

    /// <summary>A load that takes a reservation (MOVLI.L).</summary>
    internal bool LoadLinked(uint address, out uint value)
    {
        if (!Load32(address, out value))
        {
            return false;
        }
        _linked = true;
        _linkAddress = Physical(address);
        _linkValue = value;
        _storeLimit = 0;
        return true;
    }

    /// <summary>
    /// A store that needs the reservation (MOVCO.L): a compare-exchange with the value that MOVLI.L read.
    /// </summary>
    /// <param name="address">Where.</param>
    /// <param name="value">What.</param>
    /// <param name="stored">Whether it was stored.</param>
    /// <returns>False: nothing changed, neither memory nor the reservation.</returns>
    internal bool StoreConditional(uint address, uint value, out bool stored)
    {
        stored = false;
        if (_linked)
        {
            if (!CheckAddress(address, 4, store: true))
            {
                return false;
            }
            uint physical = Physical(address);
            if (physical == _linkAddress)
            {
                if (!CompareExchange(physical, 4, _linkValue, value, out uint seen))
                {
                    return false;
                }
                stored = seen == _linkValue;
            }
        }
        ClearLink();
        return true;
    }

    /// <summary>Reads a byte and sets bits in it, as one step (TAS.B).</summary>
    internal bool TestAndSet8(uint address, byte bits, out uint before)
    {
        before = 0;
        if (!CheckAddress(address, 1, store: true))
        {
            return false;
        }
        uint physical = Physical(address);
        if (FrameAt(_writable, physical) is { } frame)
        {
            before = FrameAccess.Or8(frame, physical % FrameTables.FrameBytes, bits);
        }
        else
        {
            if (!Answered(_world.Load(physical, 1, out uint expected), physical, AccessKind.Write)
                || !CompareExchange(physical, 1, expected, expected | bits, out before))
            {
                return false;
            }
            while (before != expected)
            {
                expected = before;
                if (!CompareExchange(physical, 1, expected, expected | bits, out before))
                {
                    return false;
                }
            }
        }
        LoseLinkAt(physical);
        return true;
    }

    /// <summary>Checks an address without an access: cache operations.</summary>
    internal bool CheckAddress(uint address, int bytes, bool store)
    {
        if (_flatCode is not null || ((address & ((uint)bytes - 1)) == 0 && address <= LastAllowed))
        {
            return true;
        }
        RaiseAddressError(address, store);
        return false;
    }

    private uint LastAllowed =>
        (_state.SrWithoutT & StatusRegister.MdBit) != 0 ? uint.MaxValue : PrivilegedSegments - 1;

    private uint Physical(uint address) => _flatCode is null ? address & FrameTables.PhysicalMask : address;

    private byte[]? FrameAt(byte[]?[] frames, uint physical)
    {
        uint index = (physical - _memoryBase) / FrameTables.FrameBytes;
        return index < (uint)frames.Length ? frames[index] : null;
    }

    /// <summary>SR may have another mode now: sets the limits of the fast paths.</summary>
    private void ModeChanged()
    {
        _loadLimit = _flatCode is not null ? 0 : Math.Min(LastAllowed, ControlSegment - 1) + 1;
        _storeLimit = _linked ? 0 : _loadLimit;
        FpuDisabled = _flatCode is null && new StatusRegister(_state.SrWithoutT).Fd;
    }

    /// <summary>
    /// A load off the fast path. The answer comes back in one register: a local whose address is taken would cost the
    /// fast path as well.
    /// </summary>
    /// <returns>The value, or <see cref="NoAnswer"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long LoadSlow(uint address, int bytes)
    {
        if (!CheckAddress(address, bytes, store: false))
        {
            return NoAnswer;
        }
        uint value;
        if (address >= ControlSegment && _flatCode is null)
        {
            return LoadControl(address, bytes, out value) ? value : NoAnswer;
        }
        uint physical = Physical(address);
        return Answered(_world.Load(physical, bytes, out value), physical, AccessKind.Read) ? value : NoAnswer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Answer(long answer, out uint value)
    {
        value = (uint)answer;
        return answer >= 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool StoreSlow(uint address, int bytes, uint value)
    {
        if (!CheckAddress(address, bytes, store: true))
        {
            return false;
        }
        if (address >= ControlSegment && _flatCode is null)
        {
            return StoreControl(address, bytes, value);
        }
        uint physical = Physical(address);
        if (FrameAt(_writable, physical) is { } frame)
        {
            uint offset = physical % FrameTables.FrameBytes;
            switch (bytes)
            {
                case 1:
                    FrameAccess.Write8(frame, offset, (byte)value);
                    break;
                case 2:
                    FrameAccess.Write16(frame, offset, (ushort)value);
                    break;
                default:
                    FrameAccess.Write32(frame, offset, value);
                    break;
            }
        }
        else if (Answered(_world.Store(physical, bytes, value), physical, AccessKind.Write))
        {
            // The world may have put other text in the place of this one.
            _attention = Attention.TextMayHaveChanged;
        }
        else
        {
            return false;
        }
        LoseLinkAt(physical);
        return true;
    }

    private bool CompareExchange(uint physical, int bytes, uint expected, uint value, out uint seen)
    {
        if (bytes == 4 && FrameAt(_writable, physical) is { } frame)
        {
            seen = FrameAccess.CompareExchange32(frame, physical % FrameTables.FrameBytes, expected, value);
            return true;
        }
        Access access = _world.CompareExchange(physical, bytes, expected, value, out seen);
        if (!Answered(access, physical, AccessKind.Write))
        {
            return false;
        }
        _attention = Attention.TextMayHaveChanged;
        return true;
    }

    private void LoseLinkAt(uint physical)
    {
        if (_linked && (physical & ~3u) == _linkAddress)
        {
            ClearLink();
        }
    }

    private bool Answered(Access access, uint physical, AccessKind kind)
    {
        switch (access)
        {
            case Access.Done:
                return true;
            case Access.Absent:
                Leave(Attention.FrameAbsent, physical, kind);
                return false;
            case Access.ReadOnly when kind == AccessKind.Write:
                Leave(Attention.ReadOnly, physical, kind);
                return false;
            default:
                Leave(Attention.NoMemory, physical, kind);
                return false;
        }
    }
}
