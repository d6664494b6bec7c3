namespace SiloSim.Sh4;

/// <summary>Names what EXPEVT says, for people.</summary>
/// <remarks>Source: SH-4 software manual, "Exceptions", "Exception Types and Priorities".</remarks>
public static class ExceptionText
{
    /// <summary>The cause in words.</summary>
    /// <param name="expevt">What EXPEVT holds.</param>
    /// <param name="tea">What TEA holds: the address, where one is at fault.</param>
    /// <returns>Such as <c>address error (load at 8c001235)</c>; an unknown code by its number.</returns>
    public static string Of(uint expevt, uint tea) => (ExceptionCode)expevt switch
    {
        ExceptionCode.AddressErrorLoad => $"address error (load at {tea:x8})",
        ExceptionCode.AddressErrorStore => $"address error (store at {tea:x8})",
        ExceptionCode.Fpu => "FPU exception",
        ExceptionCode.Trapa => "trapa that the guest does not handle",
        ExceptionCode.Illegal => "illegal instruction",
        ExceptionCode.SlotIllegal => "slot illegal instruction",
        ExceptionCode.FpuDisabled => "FPU disabled",
        ExceptionCode.SlotFpuDisabled => "FPU disabled in a delay slot",
        _ => $"exception {expevt:x3}",
    };
}
