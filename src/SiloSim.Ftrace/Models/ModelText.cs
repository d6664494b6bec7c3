namespace SiloSim.Ftrace.Models;

/// <summary>Whose text a model runs.</summary>
public enum ModelText
{
    /// <summary>The product's own: the methods of <see cref="ModCode"/> and <see cref="StopMachine"/>.</summary>
    Protocol,

    /// <summary>
    /// A small model of the protocol, written apart, access for access as an independent tool has it: its counts are
    /// known.
    /// </summary>
    Comparison,
}
