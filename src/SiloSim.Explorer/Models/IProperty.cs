namespace SiloSim.Explorer.Models;

/// <summary>
/// Something that has to hold in every execution. It looks at the operations that it chooses, and may remember a few
/// words of what it has seen: they are part of the world.
/// </summary>
public interface IProperty
{
    /// <summary>The word that verdicts print, such as <c>wrong-content</c>.</summary>
    string Name { get; }

    /// <summary>How many words it remembers, 0 at first.</summary>
    int Words => 0;

    /// <summary>How it treats what it remembers when it sees an operation; None if it does not look at it.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>Whether it only reads its words, or may change them.</returns>
    Interest InterestIn(Operation operation);

    /// <summary>Called for each operation of interest, after it was done, in the order of the execution.</summary>
    /// <param name="thread">The number of the thread.</param>
    /// <param name="operation">What it did.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="words">What the property remembers.</param>
    /// <returns>One line that says what is violated; null if nothing is.</returns>
    string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words);

    /// <summary>Called where all threads have completed and all stores are in memory.</summary>
    /// <param name="world">The world at its end.</param>
    /// <param name="words">What the property remembers.</param>
    /// <returns>One line that says what is violated; null if nothing is.</returns>
    string? ObserveEnd(IWorldView world, ReadOnlySpan<uint> words) => null;
}
