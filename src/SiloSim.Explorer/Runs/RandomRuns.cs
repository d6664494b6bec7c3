using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// Takes any of the steps that can be taken, each as likely as the others; but in each run, stores leave their buffers
/// less readily than in the one before, and after <see cref="Patiences"/> runs as readily as at first. If they always left
/// at the first chance or the second, a store that comes very late would be met by next to no run.
/// </summary>
/// <param name="runs">How many runs.</param>
/// <param name="below">Where chance comes from: a number from 0 to one less than it is given, the same for a seed.</param>
public sealed class RandomRuns(long runs, Func<int, int> below) : IStrategy
{
    private const int Patiences = 4;

    private long _begun;

    /// <inheritdoc/>
    public bool BeginRun() => _begun++ < runs;

    /// <inheritdoc/>
    public int Choose(ReadOnlySpan<Choice> enabled)
    {
        int stores = 0;
        foreach (Choice choice in enabled)
        {
            stores += choice.Kind == ChoiceKind.Flush ? 1 : 0;
        }

        int patience = 1 << (2 * (int)(_begun % Patiences));
        bool isHeldBack = stores > 0 && stores < enabled.Length && below(patience) > 0;
        int chosen = below(enabled.Length - (isHeldBack ? stores : 0));
        for (int i = 0; isHeldBack && i <= chosen; i++)
        {
            chosen += enabled[i].Kind == ChoiceKind.Flush ? 1 : 0;
        }

        return chosen;
    }
}
