namespace SiloSim.Ftrace.Models;

/// <summary>Who makes a move of a machine.</summary>
public enum MachineActor
{
    /// <summary>The coordinator: it patches.</summary>
    Coordinator,

    /// <summary>The NMI of a CPU, in its enter or its exit.</summary>
    Nmi,

    /// <summary>The guest's text on a CPU, in an NMI's handler or outside of NMIs: it reads a call site.</summary>
    Text,
}
