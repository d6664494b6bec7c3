namespace SiloSim.Ftrace.Models;

/// <summary>How the flush at the end of a modification reaches other CPUs.</summary>
public enum FlushReach
{
    /// <summary>Not at all: it flushes the own CPU's caches.</summary>
    Local,

    /// <summary>By hardware: nobody waits.</summary>
    Broadcast,

    /// <summary>By an interrupt of each other CPU that the flush waits for (kernel: <c>smp_call_function</c>).</summary>
    Ipi,
}
