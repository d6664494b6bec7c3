namespace SiloSim.Sh4;

/// <summary>What the manual's table says of each general exception.</summary>
/// <remarks>
/// Source: SH-4 software manual, "Exceptions", "Exception Types and Priorities". The priority order needs no table here:
/// the core finds the causes in it. Before an instruction: user break before, address error of its fetch, TLB miss and
/// protection of its fetch, illegal or FPU disabled. By its body: address error of its data, TLB miss, protection, initial
/// page write; FPU exception. After it: TRAPA, user break after. Between two instructions: NMI, then interrupts.
/// </remarks>
internal static class ExceptionRules
{
    /// <summary>Offset from VBR of TLB misses.</summary>
    public const uint TlbMissVector = 0x400;

    /// <summary>Offset from VBR of all other general exceptions.</summary>
    public const uint GeneralVector = 0x100;

    /// <summary>Offset from VBR of interrupts and NMIs.</summary>
    public const uint InterruptVector = 0x600;

    /// <summary>Offset of the handler from VBR.</summary>
    public static uint Vector(ExceptionCode code) =>
        code is ExceptionCode.TlbMissLoad or ExceptionCode.TlbMissStore ? TlbMissVector : GeneralVector;

    /// <summary>Whether TEA takes the address at fault.</summary>
    public static bool SetsTea(ExceptionCode code) =>
        code is >= ExceptionCode.TlbMissLoad and <= ExceptionCode.AddressErrorStore or ExceptionCode.TlbMultipleHit;

    /// <summary>Whether the chip starts again instead of entering a handler.</summary>
    public static bool IsReset(ExceptionCode code) => code == ExceptionCode.TlbMultipleHit;
}
