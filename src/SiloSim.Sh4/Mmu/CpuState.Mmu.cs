namespace SiloSim.Sh4;

/// <content>The registers of the MMU and of the store queues.</content>
/// <remarks>Source: SH-4 hardware manual, "Memory Management Unit", "Register Descriptions".</remarks>
public sealed partial class CpuState
{
    private uint _ptel;
    private uint _ptea;
    private uint _pteh;
    private uint _mmucr;

    /// <summary>
    /// Page table entry high register, FF000000: VPN in bits 31 to 10, ASID in bits 7 to 0. Bits that do not exist read 0.
    /// </summary>
    public uint Pteh
    {
        get => _pteh;
        set => _pteh = value & (TlbEntry.VpnField | TlbEntry.AsidField);
    }

    /// <summary>Page table entry low register, FF000004. Bits that do not exist read 0.</summary>
    public uint Ptel
    {
        get => _ptel;
        set => _ptel = value & TlbEntry.DataImplemented;
    }

    /// <summary>Translation table base register, FF000008: for the guest's use.</summary>
    public uint Ttb { get; set; }

    /// <summary>
    /// MMU control register, FF000010. Setting it with TI invalidates the TLB; TI and bits that do not exist read 0.
    /// </summary>
    public uint Mmucr
    {
        get => _mmucr;
        set
        {
            if ((value & MmuControl.TiBit) != 0)
            {
                Tlb?.Invalidate();
            }
            _mmucr = value & MmuControl.Kept;
        }
    }

    /// <summary>Page table entry assistance register, FF000034. Bits that do not exist read 0.</summary>
    public uint Ptea
    {
        get => _ptea;
        set => _ptea = value & TlbEntry.AssistanceImplemented;
    }

    /// <summary>The TLB; null until the guest uses it, so that a core that never does stays small.</summary>
    internal Tlb? Tlb { get; set; }

    /// <summary>The store queues; null until the guest uses them.</summary>
    internal StoreQueues? StoreQueues { get; set; }
}
