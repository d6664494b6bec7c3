namespace SiloSim.Sh4;

/// <content>Address translation.</content>
/// <remarks>
/// Source: SH-4 hardware manual, "Memory Management Unit", the flowcharts of memory access using UTLB and ITLB.
/// </remarks>
public sealed partial class Core
{
    private const uint UntranslatedSegments = 0x8000_0000;

    // Of the mode that the core is in, and of both: made when the guest first translates in that mode.
    private SoftwareTlb _software = SoftwareTlb.None;
    private SoftwareTlb.Entry[] _softwareForLoads = SoftwareTlb.None.Loads;
    private SoftwareTlb.Entry[] _softwareForStores = SoftwareTlb.None.Stores; // While a link is held, as _storeLimit.
    private SoftwareTlb? _privilegedSoftware;
    private SoftwareTlb? _userSoftware;

    // What they were filled under: ASID and SV, and the state of the UTLB.
    private uint _softwareSpace;
    private int _softwareChanges;

    /// <summary>Whether the guest has ever translated an address.</summary>
    internal bool HasSoftwareTlb => _privilegedSoftware is not null || _userSoftware is not null;

    private bool Privileged => (_state.SrWithoutT & StatusRegister.MdBit) != 0;

    private bool Translating => (_state.Mmucr & MmuControl.AtBit) != 0;

    private Tlb Tlb => _state.Tlb ??= new Tlb();

    private uint Asid => _state.Pteh & TlbEntry.AsidField;

    private bool ComparesAsids => !Privileged || (_state.Mmucr & MmuControl.SvBit) == 0;

    /// <summary>
    /// Where an address leads now, whatever the mode may do there; nothing changes. For hosts and debuggers.
    /// </summary>
    /// <param name="address">Any virtual address.</param>
    /// <param name="physical">Its physical address, 29 bits; 0 where there is none.</param>
    /// <returns>False: no entry of the TLB, or more than one, is for it.</returns>
    public bool TryTranslate(uint address, out uint physical)
    {
        if (!IsTranslated(address))
        {
            physical = Physical(address);
            return true;
        }
        int found = Tlb.FindUnified(address, Asid, ComparesAsids);
        if (found >= 0)
        {
            physical = Tlb.Unified(found).Physical(address);
            return true;
        }
        found = Tlb.FindInstruction(address, Asid, ComparesAsids);
        physical = found >= 0 ? Tlb.Instruction(found).Physical(address) : 0;
        return found >= 0;
    }

    /// <summary>LDTLB: PTEH, PTEL and PTEA become the entry of the UTLB that URC names.</summary>
    /// <remarks>Source: SH-4 hardware manual, "MMU Software Management"; the ITLB does not change.</remarks>
    internal void LoadTlb() => ReplaceUnified(
        new MmuControl(_state.Mmucr).Urc,
        new TlbEntry { Address = _state.Pteh, Data = _state.Ptel, Assistance = _state.Ptea });

    /// <summary>Checks an access and gives its physical address.</summary>
    /// <param name="address">The virtual address.</param>
    /// <param name="bytes">Its alignment, 1, 2 or 4.</param>
    /// <param name="store">Whether it is checked as a store.</param>
    /// <param name="physical">Where.</param>
    /// <returns>False: an exception is to be entered.</returns>
    internal bool Translate(uint address, int bytes, bool store, out uint physical)
    {
        physical = 0;
        if (!CheckAddress(address, bytes, store))
        {
            return false;
        }
        if (IsTranslated(address))
        {
            return TranslateMapped(address, store, out physical);
        }
        physical = Physical(address);
        if (address < ControlSegment)
        {
            RememberTranslation(address, physical, writable: true);
        }
        return true;
    }

    /// <summary>Checks an address without an access, as cache operations do.</summary>
    /// <param name="address">The virtual address.</param>
    /// <param name="store">Whether it is checked as a store.</param>
    internal void CheckCacheOperation(uint address, bool store) => Translate(address, 1, store, out _);

    private bool IsTranslated(uint address) =>
        Translating && _flatCode is null
        && (address < UntranslatedSegments || address - PrivilegedTranslated < ControlSegment - PrivilegedTranslated);

    private bool TranslateMapped(uint address, bool store, out uint physical)
    {
        physical = 0;
        int found = Tlb.FindUnified(address, Asid, ComparesAsids);
        if (found < 0)
        {
            return RaiseForTlb(found == Tlb.MultipleHit ? ExceptionCode.TlbMultipleHit
                : store ? ExceptionCode.TlbMissStore
                : ExceptionCode.TlbMissLoad, address);
        }
        ref readonly TlbEntry entry = ref Tlb.Unified(found);
        if (!entry.Allows(store, Privileged))
        {
            return RaiseForTlb(store ? ExceptionCode.ProtectionStore : ExceptionCode.ProtectionLoad, address);
        }
        if (store && (entry.Data & TlbEntry.DirtyBit) == 0)
        {
            return RaiseForTlb(ExceptionCode.InitialPageWrite, address);
        }
        physical = entry.Physical(address);

        // A store queue is not where its page leads to.
        if (address < ControlSegment && entry.PageBytes >= FrameTables.FrameBytes && !Tlb.HasSmallPageNear(address))
        {
            RememberTranslation(
                address, physical, entry.Allows(store: true, Privileged) && (entry.Data & TlbEntry.DirtyBit) != 0);
        }
        return true;
    }

    /// <summary>
    /// The software TLB in use keeps a translation, if the tables have its frame: so its numbers are within their bounds.
    /// </summary>
    private void RememberTranslation(uint address, uint physical, bool writable)
    {
        uint frame = (physical - _memoryBase) / FrameTables.FrameBytes;
        if (!ReferenceEquals(_software, SoftwareTlb.None) && frame < (uint)_readable.Length)
        {
            _software.Remember(address, frame, writable);
        }
    }

    /// <summary>Checks a fetch, aligned and allowed in this mode, and gives its physical address.</summary>
    /// <param name="pc">The virtual address.</param>
    /// <param name="physical">Where.</param>
    /// <param name="pageBytes">Size of the page.</param>
    /// <returns>False: an exception is to be entered.</returns>
    private bool TranslateFetch(uint pc, out uint physical, out uint pageBytes)
    {
        (physical, pageBytes) = (0, 0);
        var control = new MmuControl(_state.Mmucr);
        int found = Tlb.FindInstruction(pc, Asid, ComparesAsids);
        if (found == Tlb.Miss)
        {
            int unified = Tlb.FindUnified(pc, Asid, ComparesAsids);
            if (unified < 0)
            {
                return RaiseForTlb(
                    unified == Tlb.Miss ? ExceptionCode.TlbMissLoad : ExceptionCode.TlbMultipleHit, pc);
            }
            found = control.OldestInstructionEntry;
            Tlb.SetInstruction(found, Tlb.Unified(unified));
        }
        if (found == Tlb.MultipleHit)
        {
            return RaiseForTlb(ExceptionCode.TlbMultipleHit, pc);
        }
        _state.Mmucr = control.WithUsed(found).Value;
        ref readonly TlbEntry entry = ref Tlb.Instruction(found);
        if (!entry.Allows(store: false, Privileged))
        {
            return RaiseForTlb(ExceptionCode.ProtectionLoad, pc);
        }
        (physical, pageBytes) = (entry.Physical(pc), entry.PageBytes);
        return true;
    }

    private bool RaiseForTlb(ExceptionCode code, uint address)
    {
        _attentionAddress = address;
        Raise(code);
        return false;
    }

    /// <summary>An exception with an address is entered: its page goes to PTEH, and one of the TLB steps URC.</summary>
    private void NoteFaultingPage(ExceptionCode code, uint address)
    {
        _state.Pteh = (address & TlbEntry.VpnField) | Asid;
        if (code <= ExceptionCode.ProtectionStore)
        {
            _state.Mmucr = new MmuControl(_state.Mmucr).WithUrcStepped().Value;
        }
    }

    private void ReplaceUnified(int index, TlbEntry entry)
    {
        bool inStep = _softwareChanges == Tlb.Changes;
        ForgetInSoftware(Tlb.Unified(index));
        ForgetInSoftware(entry);
        Tlb.SetUnified(index, entry);
        _softwareChanges = inStep ? Tlb.Changes : _softwareChanges;
        _attention = Attention.TextMayHaveChanged;
    }

    private void ForgetInSoftware(in TlbEntry entry)
    {
        _privilegedSoftware?.Forget(entry.Address, entry.PageBytes);
        _userSoftware?.Forget(entry.Address, entry.PageBytes);
    }

    /// <summary>Chooses the software TLB of the mode, and empties both if they were filled under another mapping.</summary>
    private void ChooseSoftwareTlb()
    {
        uint space = Asid | (_state.Mmucr & MmuControl.SvBit);
        if (space != _softwareSpace || Tlb.Changes != _softwareChanges)
        {
            (_softwareSpace, _softwareChanges) = (space, Tlb.Changes);
            _privilegedSoftware?.Forget();
            _userSoftware?.Forget();
        }
        _software = Privileged
            ? _privilegedSoftware ??= new SoftwareTlb()
            : _userSoftware ??= new SoftwareTlb();
    }
}
