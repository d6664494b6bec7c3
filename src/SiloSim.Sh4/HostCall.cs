namespace SiloSim.Sh4;

/// <summary>The way out of the guest into the host: a <c>trapa</c> that raises no exception.</summary>
public static class HostCall
{
    /// <summary>The number of the <c>trapa</c> that is a host call; others raise the guest's own exception.</summary>
    public const byte Immediate = 0x3c;
}
