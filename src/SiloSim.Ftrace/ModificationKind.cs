namespace SiloSim.Ftrace;

/// <summary>Which of the kernel's functions modifies a site.</summary>
public enum ModificationKind
{
    /// <summary><see cref="ModCode.FtraceMakeCall"/>.</summary>
    MakeCall,

    /// <summary><see cref="ModCode.FtraceMakeNop"/>.</summary>
    MakeNop,

    /// <summary><see cref="ModCode.FtraceUpdateFtraceFunc"/>.</summary>
    UpdateFtraceFunc,
}
