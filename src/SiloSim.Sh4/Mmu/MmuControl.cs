namespace SiloSim.Sh4;

/// <summary>The MMU control register, MMUCR, bit by bit.</summary>
/// <param name="Value">All 32 bits.</param>
/// <remarks>Source: SH-4 hardware manual, "Memory Management Unit", "Register Descriptions", MMUCR.</remarks>
internal readonly record struct MmuControl(uint Value)
{
    /// <summary>Address translation: P0, U0, P3 and the store queues go through the TLB.</summary>
    public const uint AtBit = 1u << 0;

    /// <summary>Written 1: all entries of UTLB and ITLB become invalid. Reads 0.</summary>
    public const uint TiBit = 1u << 2;

    /// <summary>Single virtual memory: in privileged mode ASIDs are not compared.</summary>
    public const uint SvBit = 1u << 8;

    /// <summary>The store queues are an address error in user mode.</summary>
    public const uint SqmdBit = 1u << 9;

    /// <summary>The UTLB entry that the next LDTLB replaces, six bits.</summary>
    public const uint UrcField = 0x3Fu << UrcShift;

    /// <summary>Where URC turns to 0, six bits; 0: behind the last entry.</summary>
    public const uint UrbField = 0x3Fu << UrbShift;

    /// <summary>Which ITLB entry was used when, six bits.</summary>
    public const uint LruiField = 0x3Fu << LruiShift;

    /// <summary>The bits that keep what is written.</summary>
    public const uint Kept = AtBit | SvBit | SqmdBit | UrcField | UrbField | LruiField;

    private const int UrcShift = 10;
    private const int UrbShift = 18;
    private const int LruiShift = 26;

    // In the order of LRUI, bit 5 first: which entry is older, of 0 1, 0 2, 0 3, 1 2, 1 3, 2 3. What an entry sets when it
    // is used and which bits it looks at, both from the table of the manual.
    private static ReadOnlySpan<byte> UsedMask => [0b111000, 0b100110, 0b010101, 0b001011];

    private static ReadOnlySpan<byte> UsedBits => [0b000000, 0b100000, 0b010100, 0b001011];

    /// <summary>Whether addresses are translated.</summary>
    public bool At => (Value & AtBit) != 0;

    /// <summary>Whether virtual memory is single.</summary>
    public bool Sv => (Value & SvBit) != 0;

    /// <summary>Whether the store queues are for privileged mode only.</summary>
    public bool Sqmd => (Value & SqmdBit) != 0;

    /// <summary>The UTLB entry that the next LDTLB replaces.</summary>
    public int Urc => (int)((Value & UrcField) >> UrcShift);

    /// <summary>Where URC turns to 0.</summary>
    public int Urb => (int)((Value & UrbField) >> UrbShift);

    /// <summary>The ITLB entry that was used longest ago; 0 for what the manual prohibits.</summary>
    public int OldestInstructionEntry
    {
        get
        {
            uint lrui = (Value & LruiField) >> LruiShift;
            for (int entry = 0; entry < Tlb.InstructionEntries; entry++)
            {
                if ((lrui & UsedMask[entry]) == (uint)(UsedMask[entry] & ~UsedBits[entry]))
                {
                    return entry;
                }
            }
            return 0;
        }
    }

    /// <summary>URC one further.</summary>
    public MmuControl WithUrcStepped()
    {
        int next = (Urc + 1) % Tlb.UnifiedEntries;
        next = Urb != 0 && next == Urb ? 0 : next;
        return new((Value & ~UrcField) | ((uint)next << UrcShift));
    }

    /// <summary>An ITLB entry was used now.</summary>
    /// <param name="entry">0 to 3.</param>
    public MmuControl WithUsed(int entry) =>
        new((Value & ~((uint)UsedMask[entry] << LruiShift)) | ((uint)UsedBits[entry] << LruiShift));
}
