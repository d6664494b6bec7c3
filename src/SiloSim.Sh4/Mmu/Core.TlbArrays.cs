namespace SiloSim.Sh4;

/// <content>The address arrays and data arrays of the TLB in P4.</content>
/// <remarks>Source: SH-4 hardware manual, "Memory Management Unit", "Memory-Mapped TLB Configuration".</remarks>
public sealed partial class Core
{
    private const uint InstructionAddressArray = 0xF2;
    private const uint InstructionDataArray = 0xF3;
    private const uint UnifiedAddressArray = 0xF6;
    private const uint UnifiedDataArray = 0xF7;
    private const uint AssociativeBit = 1u << 7;
    private const uint SecondArrayBit = 1u << 23;

    // D in the UTLB's address array; V is where PTEL has it.
    private const uint DirtyInAddressArray = 1u << 9;

    private static bool IsTlbArray(uint address) => (address >> 24)
        is InstructionAddressArray or InstructionDataArray or UnifiedAddressArray or UnifiedDataArray;

    private uint LoadTlbArray(uint address)
    {
        bool unified = address >> 24 >= UnifiedAddressArray;
        TlbEntry entry = unified ? Tlb.Unified(UnifiedEntryOf(address)) : Tlb.Instruction(InstructionEntryOf(address));
        if (address >> 24 is InstructionDataArray or UnifiedDataArray)
        {
            return (address & SecondArrayBit) != 0 ? entry.Assistance : entry.Data;
        }
        uint dirty = (entry.Data & TlbEntry.DirtyBit) != 0 ? DirtyInAddressArray : 0;
        return entry.Address | (entry.Data & TlbEntry.ValidBit) | dirty;
    }

    private bool StoreTlbArray(uint address, int bytes, uint value)
    {
        if (bytes != 4)
        {
            return Answered(Access.NoMemory, address, AccessKind.Write);
        }
        bool unified = address >> 24 >= UnifiedAddressArray;
        if (address >> 24 == UnifiedAddressArray && (address & AssociativeBit) != 0)
        {
            return StoreAssociatively(value);
        }
        int index = unified ? UnifiedEntryOf(address) : InstructionEntryOf(address);
        TlbEntry entry = unified ? Tlb.Unified(index) : Tlb.Instruction(index);
        if (address >> 24 is InstructionAddressArray or UnifiedAddressArray)
        {
            entry.Address = value & (TlbEntry.VpnField | TlbEntry.AsidField);
            entry.Data = WithValidAndDirty(entry.Data, value);
        }
        else if ((address & SecondArrayBit) != 0)
        {
            entry.Assistance = value & TlbEntry.AssistanceImplemented;
        }
        else
        {
            entry.Data = value;
        }
        if (unified)
        {
            ReplaceUnified(index, entry);
        }
        else
        {
            Tlb.SetInstruction(index, entry);
            _attention = Attention.TextMayHaveChanged;
        }
        return true;
    }

    /// <summary>Sets D and V of the entry for the page in the value and PTEH.ASID; V in the ITLB too; else nothing.</summary>
    private bool StoreAssociatively(uint value)
    {
        uint page = value & TlbEntry.VpnField;
        int index = Tlb.FindUnified(page, Asid, ComparesAsids);
        int instruction = Tlb.FindInstruction(page, Asid, ComparesAsids);
        if (index == Tlb.MultipleHit || instruction == Tlb.MultipleHit)
        {
            return RaiseForTlb(ExceptionCode.TlbMultipleHit, page);
        }
        if (index >= 0)
        {
            TlbEntry entry = Tlb.Unified(index);
            entry.Data = WithValidAndDirty(entry.Data, value);
            ReplaceUnified(index, entry);
        }
        if (instruction >= 0)
        {
            TlbEntry entry = index >= 0 ? Tlb.Unified(index) : Tlb.Instruction(instruction);
            entry.Data = (entry.Data & ~TlbEntry.ValidBit) | (value & TlbEntry.ValidBit);
            Tlb.SetInstruction(instruction, entry);
            _attention = Attention.TextMayHaveChanged;
        }
        return true;
    }

    private static uint WithValidAndDirty(uint data, uint value) =>
        (data & ~(TlbEntry.ValidBit | TlbEntry.DirtyBit))
        | (value & TlbEntry.ValidBit)
        | ((value & DirtyInAddressArray) != 0 ? TlbEntry.DirtyBit : 0);

    private static int UnifiedEntryOf(uint address) => (int)((address >> 8) % Tlb.UnifiedEntries);

    private static int InstructionEntryOf(uint address) => (int)((address >> 8) % Tlb.InstructionEntries);
}
