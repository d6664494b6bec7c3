namespace SiloSim.Sh4;

/// <summary>What a core wanted to do with a frame that is absent.</summary>
public enum AccessKind
{
    /// <summary>A load.</summary>
    Read,

    /// <summary>A store, or a read-modify-write.</summary>
    Write,

    /// <summary>An instruction fetch.</summary>
    Fetch,
}
