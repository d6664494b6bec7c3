namespace SiloSim.Sh4;

/// <content>The control registers of the CPU in P4 that exist: 32 bits wide, reached by 32-bit accesses.</content>
/// <remarks>Source: SH-4 hardware manual, "List of Registers", CCN.</remarks>
public sealed partial class Core
{
    private const uint PtehAddress = 0xFF00_0000;
    private const uint PtelAddress = 0xFF00_0004;
    private const uint TtbAddress = 0xFF00_0008;
    private const uint TeaAddress = 0xFF00_000C;
    private const uint MmucrAddress = 0xFF00_0010;
    private const uint CcrAddress = 0xFF00_001C;
    private const uint TraAddress = 0xFF00_0020;
    private const uint ExpevtAddress = 0xFF00_0024;
    private const uint IntevtAddress = 0xFF00_0028;
    private const uint PvrAddress = 0xFF00_0030;
    private const uint PteaAddress = 0xFF00_0034;
    private const uint Qacr0Address = 0xFF00_0038;
    private const uint Qacr1Address = 0xFF00_003C;

    private bool LoadControl(uint address, int bytes, out uint value)
    {
        CpuState s = _state;
        (bool exists, value) = address switch
        {
            PtehAddress => (true, s.Pteh),
            PtelAddress => (true, s.Ptel),
            TtbAddress => (true, s.Ttb),
            TeaAddress => (true, s.Tea),
            MmucrAddress => (true, s.Mmucr),
            CcrAddress => (true, s.Ccr),
            TraAddress => (true, s.Tra),
            ExpevtAddress => (true, s.Expevt),
            IntevtAddress => (true, s.Intevt),
            PvrAddress => (true, s.Pvr),
            PteaAddress => (true, s.Ptea),
            Qacr0Address => (true, StoreQueues.Area(0)),
            Qacr1Address => (true, StoreQueues.Area(1)),
            >= StoreQueueReadAddress and < StoreQueueReadAddress + StoreQueueReadBytes => (true, StoreQueues[address]),
            _ when IsTlbArray(address) => (true, LoadTlbArray(address)),
            _ => (false, 0u),
        };
        return (exists && bytes == 4) || LoadOnChip(address, bytes, out value);
    }

    private bool StoreControl(uint address, int bytes, uint value)
    {
        switch (bytes == 4 ? address : 0)
        {
            case PtehAddress:
                _state.Pteh = value;
                ModeChanged();
                _attention = Attention.TextMayHaveChanged;
                return true;
            case PtelAddress:
                _state.Ptel = value;
                return true;
            case TtbAddress:
                _state.Ttb = value;
                return true;
            case MmucrAddress:
                _state.Mmucr = value;
                ModeChanged();
                _attention = Attention.TextMayHaveChanged;
                return true;
            case PteaAddress:
                _state.Ptea = value;
                return true;
            case Qacr0Address:
            case Qacr1Address:
                StoreQueues.SetArea(address == Qacr0Address ? 0 : 1, value);
                return true;
            case TeaAddress:
                _state.Tea = value;
                return true;
            case CcrAddress:
                StoreCcr(value);
                return true;
            case TraAddress:
                _state.Tra = value;
                return true;
            case ExpevtAddress:
                _state.Expevt = value;
                return true;
            case IntevtAddress:
                _state.Intevt = value;
                return true;
            case PvrAddress:
                return true;
            default:
                return IsTlbArray(address) ? StoreTlbArray(address, bytes, value) : StoreOnChip(address, bytes, value);
        }
    }

    private bool LoadOnChip(uint address, int bytes, out uint value)
    {
        value = 0;
        if (UserBreakController.Has(address))
        {
            return LoadUserBreak(address, bytes, out value);
        }
        if (_instructionCache is not null && InstructionCache.IsArray(address))
        {
            value = bytes == 4 ? _instructionCache.LoadArray(address) : 0;
            return bytes == 4 || Answered(Access.NoMemory, address, AccessKind.Read);
        }
        return IsTimeExact(address, AccessKind.Read)
            && Answered(_devices?.Load(address, bytes, out value) ?? Access.NoMemory, address, AccessKind.Read);
    }

    private bool StoreOnChip(uint address, int bytes, uint value)
    {
        if (UserBreakController.Has(address))
        {
            return StoreUserBreak(address, bytes, value);
        }
        if (_instructionCache is not null && InstructionCache.IsArray(address))
        {
            if (bytes == 4)
            {
                _instructionCache.StoreArray(address, value);
            }
            return bytes == 4 || Answered(Access.NoMemory, address, AccessKind.Write);
        }
        return IsTimeExact(address, AccessKind.Write)
            && Answered(_devices?.Store(address, bytes, value) ?? Access.NoMemory, address, AccessKind.Write);
    }

    /// <summary>Whether the modules on the chip stand at the time of this instruction; if not, it is run again, alone.</summary>
    private bool IsTimeExact(uint address, AccessKind kind)
    {
        if (_devices is null || _atDevice)
        {
            return true;
        }
        Leave(Attention.Device, address, kind);
        return false;
    }
}
