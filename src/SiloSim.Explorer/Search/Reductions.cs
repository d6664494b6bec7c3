namespace SiloSim.Explorer.Search;

/// <summary>What a search leaves out.</summary>
[Flags]
public enum Reductions
{
    /// <summary>Nothing: every interleaving is searched.</summary>
    None = 0,

    /// <summary>Of independent steps, one order is searched.</summary>
    PartialOrder = 1,

    /// <summary>Of worlds that differ in the order of like threads, one is searched.</summary>
    Symmetry = 2,

    /// <summary>Both.</summary>
    All = PartialOrder | Symmetry,
}
