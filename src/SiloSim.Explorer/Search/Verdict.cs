namespace SiloSim.Explorer.Search;

/// <summary>What a search came to.</summary>
public enum Verdict
{
    /// <summary>All was searched, and nothing is wrong.</summary>
    Holds,

    /// <summary>A property is violated.</summary>
    Violated,

    /// <summary>Not all was searched.</summary>
    Inconclusive,

    /// <summary>The model or the code under test is wrong: it threw.</summary>
    ModelError,
}
