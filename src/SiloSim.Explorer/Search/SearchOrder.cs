namespace SiloSim.Explorer.Search;

/// <summary>The order in which stored worlds are expanded.</summary>
public enum SearchOrder
{
    /// <summary>Level by level: counterexamples are shortest.</summary>
    BreadthFirst,

    /// <summary>The world that was met last goes first.</summary>
    DepthFirst,
}
