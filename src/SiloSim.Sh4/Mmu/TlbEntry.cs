using System.Runtime.CompilerServices;

namespace SiloSim.Sh4;

/// <summary>One entry of the UTLB or the ITLB, in the bits of its registers and address arrays.</summary>
/// <remarks>Source: SH-4 hardware manual, "Memory Management Unit", "UTLB Configuration", "ITLB Configuration".</remarks>
internal struct TlbEntry
{
    /// <summary>V: the entry counts.</summary>
    public const uint ValidBit = 1u << 8;

    /// <summary>The upper bit of PR: user mode may use the page. The only one that the ITLB has.</summary>
    public const uint UserBit = 1u << 6;

    /// <summary>The lower bit of PR: the page may be written.</summary>
    public const uint WritableBit = 1u << 5;

    /// <summary>D: the page has been written.</summary>
    public const uint DirtyBit = 1u << 2;

    /// <summary>SH: the page is shared by all ASIDs.</summary>
    public const uint SharedBit = 1u << 1;

    /// <summary>The bits of an address array's VPN.</summary>
    public const uint VpnField = ~0x3FFu;

    /// <summary>The bits of an ASID.</summary>
    public const uint AsidField = 0xFF;

    /// <summary>The bits of PTEL that exist.</summary>
    public const uint DataImplemented = 0x1FFF_FDFF;

    /// <summary>The bits of PTEA that exist.</summary>
    public const uint AssistanceImplemented = 0xF;

    private const uint Size1Bit = 1u << 7;
    private const uint Size0Bit = 1u << 4;

    private uint _data;
    private uint _mask;

    /// <summary>VPN in bits 31 to 10, ASID in bits 7 to 0: as PTEH.</summary>
    public uint Address;

    /// <summary>TC and SA: as PTEA.</summary>
    public uint Assistance;

    /// <summary>PPN, V, SZ, PR, C, D, SH, WT: as PTEL.</summary>
    public uint Data
    {
        readonly get => _data;
        set
        {
            _data = value & DataImplemented;
            _mask = ~(PageBytes - 1);
        }
    }

    /// <summary>Moves the entry.</summary>
    public void Move(StateMover mover)
    {
        uint data = _data;
        mover.Move(ref data);
        Data = data;
        mover.Move(ref Address);
        mover.Move(ref Assistance);
    }

    /// <summary>1, 4, 64 KiB or 1 MiB.</summary>
    public readonly uint PageBytes => (_data & (Size1Bit | Size0Bit)) switch
    {
        0 => 1u << 10,
        Size0Bit => 1u << 12,
        Size1Bit => 1u << 16,
        _ => 1u << 20,
    };

    /// <summary>Whether the entry is for an address.</summary>
    /// <param name="address">Any virtual address.</param>
    /// <param name="asid">PTEH.ASID.</param>
    /// <param name="compareAsids">Whether an entry that is not shared must have that ASID.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Fits(uint address, uint asid, bool compareAsids) =>
        ((Address ^ address) & _mask) == 0
        && (_data & ValidBit) != 0
        && (!compareAsids || (_data & SharedBit) != 0 || (Address & AsidField) == asid);

    /// <summary>The physical address of a virtual one that fits.</summary>
    public readonly uint Physical(uint address) => (_data & _mask) | (address & ~_mask);

    /// <summary>Whether a mode may access the page. The lower bit of PR allows writes, the upper one user mode.</summary>
    /// <remarks>Source: SH-4 hardware manual, "Memory Management Unit", "UTLB Configuration", PR.</remarks>
    public readonly bool Allows(bool store, bool privileged) =>
        (privileged || (_data & UserBit) != 0) && (!store || (_data & WritableBit) != 0);
}
