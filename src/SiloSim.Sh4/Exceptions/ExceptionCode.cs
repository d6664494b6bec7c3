namespace SiloSim.Sh4;

/// <summary>What EXPEVT holds after a reset-class or a general exception.</summary>
/// <remarks>Source: SH-4 software manual, "Exceptions", "Exception Types and Priorities".</remarks>
internal enum ExceptionCode : uint
{
    /// <summary>Nothing happened.</summary>
    None = 0,

    /// <summary>No page of the TLB fits a load or a fetch.</summary>
    TlbMissLoad = 0x040,

    /// <summary>No page of the TLB fits a store.</summary>
    TlbMissStore = 0x060,

    /// <summary>The first write into a page whose D bit is clear.</summary>
    InitialPageWrite = 0x080,

    /// <summary>The page refuses a load or a fetch in this mode.</summary>
    ProtectionLoad = 0x0A0,

    /// <summary>The page refuses a store in this mode.</summary>
    ProtectionStore = 0x0C0,

    /// <summary>Address error of a load or a fetch.</summary>
    AddressErrorLoad = 0x0E0,

    /// <summary>Address error of a store.</summary>
    AddressErrorStore = 0x100,

    /// <summary>FPU exception: an enabled cause of FPSCR.</summary>
    Fpu = 0x120,

    /// <summary>More than one page of the TLB fits: reset-class, the chip starts again.</summary>
    TlbMultipleHit = 0x140,

    /// <summary>Unconditional trap.</summary>
    Trapa = 0x160,

    /// <summary>General illegal instruction.</summary>
    Illegal = 0x180,

    /// <summary>Slot illegal instruction.</summary>
    SlotIllegal = 0x1A0,

    /// <summary>User break, before or after an instruction.</summary>
    UserBreak = 0x1E0,

    /// <summary>General FPU disabled.</summary>
    FpuDisabled = 0x800,

    /// <summary>Slot FPU disabled.</summary>
    SlotFpuDisabled = 0x820,
}
