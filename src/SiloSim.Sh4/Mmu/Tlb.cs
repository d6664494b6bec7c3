namespace SiloSim.Sh4;

/// <summary>The translation lookaside buffers of one core: the UTLB for everything, the ITLB before it for fetches.</summary>
/// <remarks>Source: SH-4 hardware manual, "Memory Management Unit".</remarks>
internal sealed class Tlb
{
    /// <summary>Entries of the UTLB.</summary>
    public const int UnifiedEntries = 64;

    /// <summary>Entries of the ITLB.</summary>
    public const int InstructionEntries = 4;

    /// <summary>Nothing fits.</summary>
    public const int Miss = -1;

    /// <summary>More than one entry fits.</summary>
    public const int MultipleHit = -2;

    /// <summary>What the ITLB keeps of PTEL: not WT, D and the lower bit of PR.</summary>
    public const uint InstructionData =
        TlbEntry.DataImplemented & ~(TlbEntry.WritableBit | TlbEntry.DirtyBit | 1u);

    private readonly TlbEntry[] _unified = new TlbEntry[UnifiedEntries];
    private readonly TlbEntry[] _instruction = new TlbEntry[InstructionEntries];

    /// <summary>Counts what may have changed a translation of the UTLB.</summary>
    public int Changes { get; private set; }

    /// <summary>An entry of the UTLB.</summary>
    /// <param name="entry">0 to 63.</param>
    public ref readonly TlbEntry Unified(int entry) => ref _unified[entry];

    /// <summary>An entry of the ITLB.</summary>
    /// <param name="entry">0 to 3.</param>
    public ref readonly TlbEntry Instruction(int entry) => ref _instruction[entry];

    /// <summary>Changes an entry of the UTLB.</summary>
    public void SetUnified(int entry, TlbEntry value)
    {
        _unified[entry] = value;
        Changes++;
    }

    /// <summary>Changes an entry of the ITLB, to what that has bits for.</summary>
    public void SetInstruction(int entry, TlbEntry value)
    {
        value.Data &= InstructionData;
        _instruction[entry] = value;
    }

    /// <summary>MMUCR.TI: no entry is valid any more.</summary>
    public void Invalidate()
    {
        for (int i = 0; i < UnifiedEntries; i++)
        {
            _unified[i].Data &= ~TlbEntry.ValidBit;
        }
        for (int i = 0; i < InstructionEntries; i++)
        {
            _instruction[i].Data &= ~TlbEntry.ValidBit;
        }
        Changes++;
    }

    /// <summary>The UTLB entry for an address.</summary>
    /// <returns>Its number, <see cref="Miss"/> or <see cref="MultipleHit"/>.</returns>
    public int FindUnified(uint address, uint asid, bool compareAsids) => Find(_unified, address, asid, compareAsids);

    /// <summary>The ITLB entry for an address.</summary>
    /// <returns>Its number, <see cref="Miss"/> or <see cref="MultipleHit"/>.</returns>
    public int FindInstruction(uint address, uint asid, bool compareAsids) =>
        Find(_instruction, address, asid, compareAsids);

    /// <summary>
    /// Whether a page of 1 KiB lies in the same 4 KiB as an address: what a larger page says of the address then does not
    /// hold for all of them, since where both fit there is a multiple hit.
    /// </summary>
    public bool HasSmallPageNear(uint address)
    {
        foreach (ref readonly TlbEntry entry in _unified.AsSpan())
        {
            if (((entry.Address ^ address) & ~(uint)(FrameTables.FrameBytes - 1)) == 0
                && entry.PageBytes < FrameTables.FrameBytes
                && (entry.Data & TlbEntry.ValidBit) != 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Moves all entries.</summary>
    public void Move(StateMover mover)
    {
        for (int i = 0; i < UnifiedEntries; i++)
        {
            _unified[i].Move(mover);
        }
        for (int i = 0; i < InstructionEntries; i++)
        {
            _instruction[i].Move(mover);
        }
        Changes++;
    }

    private static int Find(TlbEntry[] entries, uint address, uint asid, bool compareAsids)
    {
        int found = Miss;
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Fits(address, asid, compareAsids))
            {
                if (found != Miss)
                {
                    return MultipleHit;
                }
                found = i;
            }
        }
        return found;
    }
}
