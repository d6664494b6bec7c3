namespace SiloSim.Sh4;

/// <summary>What a processor has beyond the integer instructions of the SH-4.</summary>
[Flags]
public enum InstructionSet
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The floating-point unit.</summary>
    Fpu = 1,

    /// <summary>What the SH-4A added.</summary>
    Sh4a = 2,

    /// <summary>Both: what the core runs.</summary>
    All = Fpu | Sh4a,
}
