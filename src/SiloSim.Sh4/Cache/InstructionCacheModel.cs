namespace SiloSim.Sh4;

/// <summary>Whether instructions come from memory or from a cache that the guest must flush.</summary>
public enum InstructionCacheModel
{
    /// <summary>Text that was written executes at once. Costs nothing.</summary>
    Coherent,

    /// <summary>As on the SH7750: 8 KiB, direct-mapped.</summary>
    Modelled,

    /// <summary>As on the SH7751R: 16 KiB, two ways.</summary>
    Modelled16k,

    /// <summary>As on the SH-4A: 32 KiB, four ways.</summary>
    Modelled32k,
}
