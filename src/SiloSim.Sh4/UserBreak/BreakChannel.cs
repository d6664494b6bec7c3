namespace SiloSim.Sh4;

/// <summary>One channel of the user break controller: which accesses it waits for.</summary>
/// <remarks>
/// Source: SH-4 hardware manual, "User Break Controller (UBC)", "Break Address Register", "Break Address Mask Register",
/// "Break Bus Cycle Register".
/// </remarks>
internal sealed class BreakChannel
{
    private const uint MaskField = 0xB;
    private const uint InstructionAccess = 1u << 4;
    private const uint OperandAccess = 1u << 5;
    private const uint ReadAccess = 1u << 2;
    private const uint WriteAccess = 1u << 3;
    private const uint QuadwordBit = 1u << 6;

    /// <summary>BAR: the address.</summary>
    public uint Address { get; set; }

    /// <summary>BAMR: which of its bits count. Bits 3, 1 and 0; bit 2 leaves the ASID out.</summary>
    public uint AddressMask { get; set; }

    /// <summary>BBR: instruction or operand, read or write, size.</summary>
    public uint BusCycle { get; set; }

    /// <summary>Whether any access can fit.</summary>
    public bool IsArmed =>
        (BusCycle & (InstructionAccess | OperandAccess)) != 0 && (BusCycle & (ReadAccess | WriteAccess)) != 0;

    /// <summary>Whether the fetch of an instruction fits.</summary>
    public bool FitsInstruction(uint pc) =>
        (BusCycle & InstructionAccess) != 0 && (BusCycle & ReadAccess) != 0 && FitsAddress(pc);

    /// <summary>Whether a load or a store fits, its value apart.</summary>
    public bool FitsOperand(uint address, int bytes, bool store) =>
        (BusCycle & OperandAccess) != 0 && (BusCycle & (store ? WriteAccess : ReadAccess)) != 0
        && (Bytes is 0 || Bytes == bytes) && FitsAddress(address);

    /// <summary>Moves the registers.</summary>
    public void Move(StateMover mover)
    {
        Span<uint> registers = [Address, AddressMask, BusCycle];
        mover.Move(registers);
        (Address, AddressMask, BusCycle) = (registers[0], registers[1], registers[2]);
    }

    // SZ2, SZ1, SZ0; 0 for any size.
    private int Bytes => (BusCycle & QuadwordBit) != 0 ? 8 : (BusCycle & 3) switch { 1 => 1, 2 => 2, 3 => 4, _ => 0 };

    private bool FitsAddress(uint address) => ((address ^ Address) & Counted) == 0;

    private uint Counted => (AddressMask & MaskField) switch
    {
        0 => uint.MaxValue,
        1 => ~0x3FFu,
        2 => ~0xFFFu,
        3 => 0,
        8 => ~0xFFFFu,
        9 => ~0xF_FFFFu,
        _ => uint.MaxValue,
    };
}
