namespace SiloSim.Explorer.Models;

/// <summary>How a property treats what it remembers when it sees an operation.</summary>
public enum Interest
{
    /// <summary>It does not look at the operation.</summary>
    None,

    /// <summary>It looks, and at most reads its words.</summary>
    Reads,

    /// <summary>It looks, and may change its words.</summary>
    Writes,
}
