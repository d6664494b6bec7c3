using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// Probabilistic concurrency testing. Each thread, and each CPU's store buffer, has a random priority, and of those that
/// can take a step the highest goes on; at d - 1 random steps of a run of k, whoever would go on falls to one of d - 1 places
/// below all others. A violation that needs d steps in one order is met by a run with a chance of at least 1 in
/// n * k^(d-1), for n threads.
/// </summary>
/// <param name="runs">How many runs. Their d goes from 1 to <see cref="DeepestBug"/> and begins again.</param>
/// <param name="below">Where chance comes from: a number from 0 to one less than it is given, the same for a seed.</param>
/// <remarks>Source: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of
/// Finding Bugs" (ASPLOS 2010).</remarks>
public sealed class PctRuns(long runs, Func<int, int> below) : IStrategy
{
    /// <summary>The largest d. Most known bugs need 3 or fewer; what needs more is rare, and runs for it are dear.</summary>
    public const int DeepestBug = 5;

    // Taken for k before any run has ended; then it is the longest run that was seen.
    private const int FirstGuess = 50;
    private const int Highest = 1 << 30;

    private readonly Dictionary<(bool IsBuffer, int Actor), int> _priorities = [];
    private readonly Dictionary<int, int> _changes = [];
    private long _begun;
    private int _step;
    private int _longest;

    /// <inheritdoc/>
    public bool BeginRun()
    {
        _longest = Math.Max(_longest, _step);
        _step = 0;
        _priorities.Clear();
        _changes.Clear();
        for (int change = (int)(_begun % DeepestBug); change > 0; change--)
        {
            _changes[below(_longest == 0 ? FirstGuess : _longest)] = -change;
        }

        return _begun++ < runs;
    }

    /// <inheritdoc/>
    public int Choose(ReadOnlySpan<Choice> enabled)
    {
        int first = First(enabled);
        if (!_changes.TryGetValue(_step++, out int fallen))
        {
            return first;
        }

        _priorities[ActorOf(enabled[first])] = fallen;
        return First(enabled);
    }

    private static (bool IsBuffer, int Actor) ActorOf(Choice choice) => (choice.Kind == ChoiceKind.Flush, choice.Actor);

    /// <summary>A step of the highest; where it has several, as a buffer may have, any of them.</summary>
    private int First(ReadOnlySpan<Choice> enabled)
    {
        int first = 0;
        int same = 1;
        for (int i = 1; i < enabled.Length; i++)
        {
            int order = ActorOf(enabled[i]) == ActorOf(enabled[first])
                ? 0 : PriorityOf(enabled[i]).CompareTo(PriorityOf(enabled[first]));
            same = order > 0 ? 1 : order == 0 ? same + 1 : same;
            if (order > 0 || (order == 0 && below(same) == 0))
            {
                first = i;
            }
        }

        return first;
    }

    /// <summary>Who is met for the first time in a run gets a priority.</summary>
    private int PriorityOf(Choice choice)
    {
        if (!_priorities.TryGetValue(ActorOf(choice), out int priority))
        {
            priority = below(Highest);
            _priorities.Add(ActorOf(choice), priority);
        }

        return priority;
    }
}
