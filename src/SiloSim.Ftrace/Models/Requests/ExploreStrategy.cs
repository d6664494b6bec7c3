namespace SiloSim.Ftrace.Models;

/// <summary>How the interleavings of a model are gone through; each is a word of <c>--strategy</c>.</summary>
public enum ExploreStrategy
{
    /// <summary>Stored worlds, level by level: counterexamples are shortest.</summary>
    BreadthFirst,

    /// <summary>Stored worlds, the one that was met last first.</summary>
    DepthFirst,

    /// <summary>One run after the other, each choice at random.</summary>
    Random,

    /// <summary>One run after the other, by random priorities of the threads that change at a few steps.</summary>
    Pct,
}
