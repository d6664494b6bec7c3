namespace SiloSim.Explorer.Models;

/// <summary>What is wrong with an execution.</summary>
/// <param name="Property">
/// The name of the property that is violated, or <see cref="Deadlock"/>, <see cref="Livelock"/>, or
/// <see cref="ModelError"/>.
/// </param>
/// <param name="Description">One line for people.</param>
public sealed record Finding(string Property, string Description)
{
    /// <summary>Nobody can go on, and not everybody has come to the end.</summary>
    public const string Deadlock = "deadlock";

    /// <summary>A cycle without progress that weak fairness does not break.</summary>
    public const string Livelock = "livelock";

    /// <summary>The code under test threw an exception, or did what no machine can do.</summary>
    public const string ModelError = "model-error";

    /// <summary>A cycle that holds threads off.</summary>
    /// <param name="heldOff">The names of the threads.</param>
    /// <param name="steps">How many steps go round; at least 1.</param>
    public static Finding OfLivelock(IEnumerable<string> heldOff, int steps) =>
        new(Livelock, $"{string.Join(", ", heldOff)} can be held off for ever: {steps} steps go round");
}
