using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SiloSim.Sh4;

/// <content>
/// Loads and stores. The fast path is one look-up in a table of frames; what is not aligned, not allowed, not in the
/// table or linked goes through the slow path, which decides why. A method that returns false has changed nothing and
/// has said in <see cref="_attention"/> what must happen now.
/// </content>
public sealed partial class Core
{
    private const uint PrivilegedSegments = 0x8000_0000;
    private const uint PrivilegedTranslated = 0xC000_0000;
    private const uint ControlSegment = 0xE000_0000;

    // What a slow load returns when it was not done.
    private const long NoAnswer = -1;

    private byte[]?[] _readable;
    private byte[]?[] _writable;
    private readonly uint _memoryBase;

    // 29 bits on a machine, 31 in the address space of a user program.
    private readonly uint _addressMask = FrameTables.PhysicalMask;

    // Addresses below these take the fast path; none does while the core translates. Stores have their own: it is 0 while
    // a link is held, so that a store to the linked word is noticed at no cost to others.
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
        _softwareForStores = _software.Stores;
    }

    internal bool Load8(uint address, out uint value) => Load8<WholePath>(address, out value);

    internal bool Load16(uint address, out uint value) => Load16<WholePath>(address, out value);

    internal bool Load32(uint address, out uint value) => Load32<WholePath>(address, out value);

    internal bool Store8(uint address, uint value) => Store8<WholePath>(address, value);

    internal bool Store16(uint address, uint value) => Store16<WholePath>(address, value);

    internal bool Store32(uint address, uint value) => Store32<WholePath>(address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Load8<TPath>(uint address, out uint value)
        where TPath : struct, IPath =>
        TryLoad<TPath, byte>(address, out value)
            || (TPath.IsWhole ? Answer(LoadMapped<byte>(address), out value) : LeaveToWhole());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Load16<TPath>(uint address, out uint value)
        where TPath : struct, IPath =>
        TryLoad<TPath, ushort>(address, out value)
            || (TPath.IsWhole ? Answer(LoadMapped<ushort>(address), out value) : LeaveToWhole());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Load32<TPath>(uint address, out uint value)
        where TPath : struct, IPath =>
        TryLoad<TPath, uint>(address, out value)
            || (TPath.IsWhole ? Answer(LoadMapped<uint>(address), out value) : LeaveToWhole());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool LoadLiteral16<TPath>(uint address, out uint value)
        where TPath : struct, IPath =>
        TryLoadFromText<TPath, ushort>(address, out value) || Load16<TPath>(address, out value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool LoadLiteral32<TPath>(uint address, out uint value)
        where TPath : struct, IPath =>
        TryLoadFromText<TPath, uint>(address, out value) || Load32<TPath>(address, out value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Store8<TPath>(uint address, uint value)
        where TPath : struct, IPath =>
        TryStore<TPath, byte>(address, value)
            || (TPath.IsWhole ? StoreMapped<byte>(address, value) : LeaveToWhole());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Store16<TPath>(uint address, uint value)
        where TPath : struct, IPath =>
        TryStore<TPath, ushort>(address, value)
            || (TPath.IsWhole ? StoreMapped<ushort>(address, value) : LeaveToWhole());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Store32<TPath>(uint address, uint value)
        where TPath : struct, IPath =>
        TryStore<TPath, uint>(address, value)
            || (TPath.IsWhole ? StoreMapped<uint>(address, value) : LeaveToWhole());

    /// <summary>The running body, which has changed nothing, leaves everything to the whole one.</summary>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool LeaveToWhole()
    {
        _attention = Attention.LeftToWhole;
        return false;
    }

    /// <summary>
    /// A load of a literal in the frame of the text that runs. That frame is here, also where loads must ask since it holds
    /// watched words: a literal that is watched has an entry of its own in decoded text.
    /// </summary>
    /// <param name="address">Where it is, aligned.</param>
    /// <param name="value">The literal.</param>
    /// <returns>Whether it is done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryLoadFromText<TPath, T>(uint address, out uint value)
        where TPath : struct, IPath
        where T : unmanaged
    {
        if (!TPath.IsWhole && !TPath.Translates)
        {
            uint offset = address - _pageStart;
            if (offset < FrameTables.FrameBytes && address < _loadLimit)
            {
                value = Read<T>(_page!.Frame, offset);
                return true;
            }
        }
        value = 0;
        return false;
    }

    /// <summary>A load on the fast path.</summary>
    /// <returns>Whether it is done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryLoad<TPath, T>(uint address, out uint value)
        where TPath : struct, IPath
        where T : unmanaged
    {
        uint alignment = (uint)Unsafe.SizeOf<T>() - 1;
        byte[]?[] readable = _readable;
        if (TPath.Translates)
        {
            ref SoftwareTlb.Entry entry = ref SoftwareTlb.At(_softwareForLoads, address);
            if ((address & (SoftwareTlb.PageField | alignment)) == entry.Tag)
            {
                // Within bounds: see RememberTranslation.
                byte[]? frame = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(readable), entry.Frame);
                if (frame is not null)
                {
                    value = Read<T>(frame, address % FrameTables.FrameBytes);
                    return true;
                }
            }
        }
        else
        {
            uint index = IndexOf<T>(address);
            if (index < (uint)readable.Length && address < _loadLimit)
            {
                byte[]? frame = readable[index];
                if (frame is not null)
                {
                    value = Read<T>(frame, address % FrameTables.FrameBytes);
                    return true;
                }
            }
        }
        value = 0;
        return false;
    }

    /// <summary>The number of the frame of an access. If that is not aligned, its lowest bits make it a large number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint IndexOf<T>(uint address)
        where T : unmanaged
    {
        int alignmentBits = Unsafe.SizeOf<T>() / 2; // 0, 1, 2.
        uint offset = (address & _addressMask) - _memoryBase;
        return BitOperations.RotateRight(offset, alignmentBits) / (uint)(FrameTables.FrameBytes >> alignmentBits);
    }

    /// <summary>A store on the fast path.</summary>
    /// <returns>Whether it is done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryStore<TPath, T>(uint address, uint value)
        where TPath : struct, IPath
        where T : unmanaged
    {
        uint alignment = (uint)Unsafe.SizeOf<T>() - 1;
        byte[]?[] writable = _writable;
        if (TPath.Translates)
        {
            ref SoftwareTlb.Entry entry = ref SoftwareTlb.At(_softwareForStores, address);
            if ((address & (SoftwareTlb.PageField | alignment)) == entry.Tag)
            {
                // Within bounds: see RememberTranslation.
                byte[]? frame = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(writable), entry.Frame);
                if (frame is not null)
                {
                    Write<T>(frame, address % FrameTables.FrameBytes, value);
                    return true;
                }
            }
        }
        else
        {
            uint index = IndexOf<T>(address);
            if (index < (uint)writable.Length && address < _storeLimit)
            {
                byte[]? frame = writable[index];
                if (frame is not null)
                {
                    Write<T>(frame, address % FrameTables.FrameBytes, value);
                    return true;
                }
            }
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Read<T>(byte[] frame, uint offset)
        where T : unmanaged =>
        Unsafe.SizeOf<T>() == 1 ? FrameAccess.Read8(frame, offset)
        : Unsafe.SizeOf<T>() == 2 ? FrameAccess.Read16(frame, offset)
        : FrameAccess.Read32(frame, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T>(byte[] frame, uint offset, uint value)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            FrameAccess.Write8(frame, offset, (byte)value);
        }
        else if (Unsafe.SizeOf<T>() == 2)
        {
            FrameAccess.Write16(frame, offset, (ushort)value);
        }
        else
        {
            FrameAccess.Write32(frame, offset, value);
        }
    }

    /// <summary>A load of a core that translates, where the software TLB knows the page; else the slow path.</summary>
    /// <returns>The value, zero-extended; negative: nothing was loaded. Not by reference: that would keep it in memory.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long LoadMapped<T>(uint address)
        where T : unmanaged =>
        TryLoad<MappedPath, T>(address, out uint value) ? value : LoadSlow(address, Unsafe.SizeOf<T>());

    /// <summary>A store of a core that translates, where the software TLB knows the page; else the slow path.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool StoreMapped<T>(uint address, uint value)
        where T : unmanaged =>
        TryStore<MappedPath, T>(address, value) || StoreSlow(address, Unsafe.SizeOf<T>(), value);

    /// <summary>A load of a word of the text that somebody watches: always through the world.</summary>
    internal bool LoadWatched(uint address, out uint value)
    {
        value = 0;
        if (!Translate(address, 4, store: false, out uint physical)
            || !Answered(_world.Load(physical, 4, out value), physical, AccessKind.Read))
        {
            return false;
        }
        SawOperand(address, 4, value, store: false);
        return true;
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
        value = 0;
        if (!Translate(address, 4, store: false, out uint physical))
        {
            return false;
        }
        bool asks = address < ControlSegment && _flatCode is null && FrameAt(_readable, physical) is null;
        if (asks
            ? !Answered(_world.LoadLinked(physical, out value), physical, AccessKind.Read)
            : !Load32(address, out value))
        {
            return false;
        }
        if (asks)
        {
            SawOperand(address, 4, value, store: false);
        }
        _linked = true;
        _linkAddress = physical;
        _linkValue = value;
        _storeLimit = 0;
        _softwareForStores = SoftwareTlb.None.Stores;
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
        if (_linked && _memory is { IsUserSpace: true })
        {
            // One CPU alone: as on a single SH-4A the reservation decides, not the address.
            if (!Store32(address, value))
            {
                return false;
            }
            stored = true;
        }
        else if (_linked)
        {
            if (!TranslateMemory(address, 4, out uint physical))
            {
                return false;
            }
            if (physical == _linkAddress)
            {
                if (!CompareExchange(physical, 4, _linkValue, value, out uint seen))
                {
                    return false;
                }
                stored = seen == _linkValue;
                if (stored)
                {
                    SawOperand(address, 4, value, store: true);
                }
            }
        }
        ClearLink();
        return true;
    }

    /// <summary>All accesses before this one are done (SYNCO), or the core exits and asks again.</summary>
    internal void Synchronize()
    {
        Interlocked.MemoryBarrier();
        Answered(_world.Barrier(), 0, AccessKind.Read);
    }

    /// <summary>Reads a byte and sets bits in it, as one step (TAS.B).</summary>
    internal bool TestAndSet8(uint address, byte bits, out uint before)
    {
        before = 0;
        if (!TranslateMemory(address, 1, out uint physical))
        {
            return false;
        }
        if (FrameAt(_writable, physical) is { } frame)
        {
            before = FrameAccess.Or8(frame, physical % FrameTables.FrameBytes, bits);
        }
        else
        {
            if (!Answered(_world.TestAndSet(physical, bits, out before), physical, AccessKind.Write))
            {
                return false;
            }
            _attention = Attention.TextMayHaveChanged;
        }
        LoseLinkAt(physical);
        SawOperand(address, 1, before, store: false);
        SawOperand(address, 1, before | bits, store: true);
        return true;
    }

    /// <summary>
    /// Checks a store that is one step with a load, and gives its physical address. No register in P4 does that; where P4
    /// leads to memory if its upper bits are cut off, nothing is.
    /// </summary>
    private bool TranslateMemory(uint address, int bytes, out uint physical) =>
        Translate(address, bytes, store: true, out physical)
        && (address < ControlSegment || _flatCode is not null || Answered(Access.NoMemory, address, AccessKind.Write));

    /// <summary>Checks the alignment of an address, and that the mode may use its segment.</summary>
    private bool CheckAddress(uint address, int bytes, bool store)
    {
        if (_flatCode is not null || ((address & ((uint)bytes - 1)) == 0 && address <= LastAllowed))
        {
            return true;
        }
        RaiseAddressError(address, store);
        return false;
    }

    private uint LastAllowed => Privileged ? uint.MaxValue : PrivilegedSegments - 1;

    private uint Physical(uint address) => _flatCode is null ? address & _addressMask : address;

    private byte[]? FrameAt(byte[]?[] frames, uint physical)
    {
        uint index = (physical - _memoryBase) / FrameTables.FrameBytes;
        return index < (uint)frames.Length ? frames[index] : null;
    }

    /// <summary>SR, MMUCR, PTEH or the TLB may have changed: sets what takes the fast path.</summary>
    private unsafe void ModeChanged()
    {
        // An armed user break wants to see every access.
        bool everyAccessIsSlow = _flatCode is not null || _userBreak is { IsArmed: true };
        if (Translating && !everyAccessIsSlow)
        {
            _loadLimit = 0;
            ChooseSoftwareTlb();
            _handlers = HandlerTable.By<MappedPath>.All;
        }
        else
        {
            _loadLimit = everyAccessIsSlow ? 0 : Math.Min(LastAllowed, ControlSegment - 1) + 1;
            _software = SoftwareTlb.None;
            _handlers = HandlerTable.By<DirectPath>.All;
        }
        _storeLimit = _linked ? 0 : _loadLimit;
        _softwareForLoads = _software.Loads;
        _softwareForStores = _linked ? SoftwareTlb.None.Stores : _software.Stores;
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
        if (!LoadBySegment(address, bytes, out uint value))
        {
            return NoAnswer;
        }
        SawOperand(address, bytes, value, store: false);
        return value;
    }

    private bool LoadBySegment(uint address, int bytes, out uint value)
    {
        value = 0;
        if (!Translate(address, bytes, store: false, out uint physical))
        {
            return false;
        }
        if (address >= ControlSegment && _flatCode is null)
        {
            return LoadControl(address, bytes, out value);
        }
        if (FrameAt(_readable, physical) is { } frame)
        {
            uint offset = physical % FrameTables.FrameBytes;
            value = bytes switch
            {
                1 => FrameAccess.Read8(frame, offset),
                2 => FrameAccess.Read16(frame, offset),
                _ => FrameAccess.Read32(frame, offset),
            };
            return true;
        }
        return Answered(_world.Load(physical, bytes, out value), physical, AccessKind.Read);
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
        if (!StoreBySegment(address, bytes, value))
        {
            return false;
        }
        SawOperand(address, bytes, value, store: true);
        return true;
    }

    private bool StoreBySegment(uint address, int bytes, uint value)
    {
        if (IsStoreQueue(address))
        {
            return StoreToQueue(address, bytes, value);
        }
        if (!Translate(address, bytes, store: true, out uint physical))
        {
            return false;
        }
        if (address >= ControlSegment && _flatCode is null)
        {
            return StoreControl(address, bytes, value);
        }
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
