namespace SiloSim.Sh4;

/// <summary>What EXPEVT holds after a general exception.</summary>
/// <remarks>Source: SH-4 software manual, "Exceptions", "Exception Types and Priorities".</remarks>
internal enum ExceptionCode : uint
{
    /// <summary>Nothing happened.</summary>
    None = 0,

    /// <summary>Address error of a load or a fetch.</summary>
    AddressErrorLoad = 0x0E0,

    /// <summary>Address error of a store.</summary>
    AddressErrorStore = 0x100,

    /// <summary>FPU exception: an enabled event, or the FPU error.</summary>
    Fpu = 0x120,

    /// <summary>Unconditional trap.</summary>
    Trapa = 0x160,

    /// <summary>General illegal instruction.</summary>
    Illegal = 0x180,

    /// <summary>Slot illegal instruction.</summary>
    SlotIllegal = 0x1A0,

    /// <summary>General FPU disabled.</summary>
    FpuDisabled = 0x800,

    /// <summary>Slot FPU disabled.</summary>
    SlotFpuDisabled = 0x820,
}
