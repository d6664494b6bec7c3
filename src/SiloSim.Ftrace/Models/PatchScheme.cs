namespace SiloSim.Ftrace.Models;

/// <summary>How text is patched under running CPUs.</summary>
public enum PatchScheme
{
    /// <summary>The seed: stop the machine, and let NMIs write too.</summary>
    Seed,

    /// <summary>
    /// x86's: a trap in the first half, then the second half, then the first, and a sync of all CPUs after each.
    /// </summary>
    Breakpoint,
}
