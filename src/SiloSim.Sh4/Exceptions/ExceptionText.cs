namespace SiloSim.Sh4;

/// <summary>Names what EXPEVT says, for people.</summary>
/// <remarks>Source: SH-4 software manual, "Exceptions", "Exception Types and Priorities".</remarks>
public static class ExceptionText
{
    /// <summary>The cause in words.</summary>
    /// <param name="expevt">What EXPEVT holds.</param>
    /// <param name="tea">What TEA holds: the address, where one is at fault.</param>
    /// <returns>Such as <c>address error (load at 8c001235)</c>; an unknown code by its number.</returns>
    public static string Of(uint expevt, uint tea) => Of((ExceptionCode)expevt, tea, fetch: false);

    /// <summary>The cause in words.</summary>
    /// <param name="code">The cause.</param>
    /// <param name="address">The address at fault, where one is.</param>
    /// <param name="fetch">Whether a load is the fetch of an instruction.</param>
    internal static string Of(ExceptionCode code, uint address, bool fetch)
    {
        string load = fetch ? "fetch" : "load";
        return code switch
        {
            ExceptionCode.TlbMissLoad => $"TLB miss ({load} at {address:x8})",
            ExceptionCode.TlbMissStore => $"TLB miss (store at {address:x8})",
            ExceptionCode.InitialPageWrite => $"initial page write (store at {address:x8})",
            ExceptionCode.ProtectionLoad => $"TLB protection violation ({load} at {address:x8})",
            ExceptionCode.ProtectionStore => $"TLB protection violation (store at {address:x8})",
            ExceptionCode.AddressErrorLoad => $"address error ({load} at {address:x8})",
            ExceptionCode.AddressErrorStore => $"address error (store at {address:x8})",
            ExceptionCode.Fpu => "FPU exception",
            ExceptionCode.TlbMultipleHit => $"TLB multiple hit at {address:x8}",
            ExceptionCode.Trapa => "trapa that the guest does not handle",
            ExceptionCode.Illegal => "illegal instruction",
            ExceptionCode.SlotIllegal => "slot illegal instruction",
            ExceptionCode.UserBreak => "user break",
            ExceptionCode.FpuDisabled => "FPU disabled",
            ExceptionCode.SlotFpuDisabled => "FPU disabled in a delay slot",
            _ => $"exception {(uint)code:x3}",
        };
    }
}
