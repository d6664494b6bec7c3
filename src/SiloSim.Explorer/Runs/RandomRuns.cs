using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Runs;

/// <summary>Takes any of the steps that can be taken, each as likely as the others.</summary>
/// <param name="runs">How many runs.</param>
/// <param name="below">Where chance comes from: a number from 0 to one less than it is given, the same for a seed.</param>
public sealed class RandomRuns(long runs, Func<int, int> below) : IStrategy
{
    private long _left = runs;

    /// <inheritdoc/>
    public bool BeginRun() => _left-- > 0;

    /// <inheritdoc/>
    public int Choose(ReadOnlySpan<Choice> enabled) => below(enabled.Length);
}
