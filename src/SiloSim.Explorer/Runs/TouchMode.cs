namespace SiloSim.Explorer.Runs;

/// <summary>How a step touches something. Two of the same mode can change places, unless both write.</summary>
internal enum TouchMode
{
    /// <summary>It depends on it.</summary>
    Read,

    /// <summary>It changes it, in a way that does not depend on the order of such changes.</summary>
    Update,

    /// <summary>It changes it.</summary>
    Write,
}
