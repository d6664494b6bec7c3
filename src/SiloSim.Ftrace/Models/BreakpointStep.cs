namespace SiloSim.Ftrace.Models;

/// <summary>What can be taken out of <see cref="PatchScheme.Breakpoint"/>.</summary>
public enum BreakpointStep
{
    /// <summary>The sync after the trap was written into the first half.</summary>
    BreakpointSync1,

    /// <summary>The sync after the second half was written.</summary>
    BreakpointSync2,

    /// <summary>The sync after the first half was written.</summary>
    BreakpointSync3,
}
