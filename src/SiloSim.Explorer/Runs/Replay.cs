using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Runs;

/// <summary>One run, of given steps; it ends before the first that cannot be taken.</summary>
/// <param name="choices">The steps, from the first.</param>
public sealed class Replay(IEnumerable<Choice> choices) : IStrategy
{
    private readonly IEnumerator<Choice> _next = choices.GetEnumerator();
    private bool _hasBegun;

    /// <inheritdoc/>
    public bool BeginRun() => !_hasBegun && (_hasBegun = true);

    /// <inheritdoc/>
    public int Choose(ReadOnlySpan<Choice> enabled) => _next.MoveNext() ? enabled.IndexOf(_next.Current) : -1;
}
