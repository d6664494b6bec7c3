namespace SiloSim.Sh4;

/// <summary>The status register, SR, bit by bit.</summary>
/// <param name="Value">All 32 bits.</param>
/// <remarks>Source: SH-4 software manual, "Control Registers", "Status register, SR".</remarks>
public readonly record struct StatusRegister(uint Value)
{
    /// <summary>The condition bit.</summary>
    public const uint TBit = 1u << 0;

    /// <summary>Saturation for MAC.</summary>
    public const uint SBit = 1u << 1;

    /// <summary>Interrupt mask level, four bits.</summary>
    public const uint ImaskField = 0xFu << 4;

    /// <summary>State of DIV0S, DIV0U and DIV1: the quotient bit.</summary>
    public const uint QBit = 1u << 8;

    /// <summary>State of DIV0S, DIV0U and DIV1: the sign of the divisor.</summary>
    public const uint MBit = 1u << 9;

    /// <summary>FPU disabled.</summary>
    public const uint FdBit = 1u << 15;

    /// <summary>Exceptions, interrupts and NMIs are blocked.</summary>
    public const uint BlBit = 1u << 28;

    /// <summary>Register bank 1 stands in R0 to R7, in privileged mode.</summary>
    public const uint RbBit = 1u << 29;

    /// <summary>Privileged mode.</summary>
    public const uint MdBit = 1u << 30;

    /// <summary>The bits that exist; the others read 0.</summary>
    public const uint Implemented = MdBit | RbBit | BlBit | FdBit | MBit | QBit | ImaskField | SBit | TBit;

    /// <summary>The value after a power-on reset.</summary>
    public const uint AtReset = MdBit | RbBit | BlBit | ImaskField;

    /// <summary>The condition.</summary>
    public bool T => (Value & TBit) != 0;

    /// <summary>Whether MAC saturates.</summary>
    public bool S => (Value & SBit) != 0;

    /// <summary>Interrupts of this level and below are masked, 0 to 15.</summary>
    public int Imask => (int)((Value & ImaskField) >> 4);

    /// <summary>Whether FPU instructions raise an exception.</summary>
    public bool Fd => (Value & FdBit) != 0;

    /// <summary>Whether exceptions, interrupts and NMIs are blocked.</summary>
    public bool Bl => (Value & BlBit) != 0;

    /// <summary>Whether register bank 1 is chosen; it counts in privileged mode only.</summary>
    public bool Rb => (Value & RbBit) != 0;

    /// <summary>Whether the mode is privileged.</summary>
    public bool Md => (Value & MdBit) != 0;

    /// <summary>Whether R0 to R7 are those of bank 1: both MD and RB are set.</summary>
    public bool BankOne => (Value & (MdBit | RbBit)) == (MdBit | RbBit);
}
