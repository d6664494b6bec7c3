using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// Dynamic partial-order reduction: finds the steps of a run whose order could have been another, and has that order
/// tried. What every run of the search has in common up to the order of independent steps is a trace; with sleep sets,
/// one run is made of each.
/// </summary>
/// <remarks>Source: Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial Order
/// Reduction" (JACM 2017); a thread that waits is looked at as in Flanagan, Godefroid (POPL 2005).</remarks>
internal sealed class Races(StateSpace space, Dependence dependence, List<RunNode> path)
{
    private readonly World _scratch = new(space);
    private readonly Choice[] _choices = new Choice[space.MostChoices];

    /// <summary>Looks for races of a step with the steps before it, and notes what comes before it in every order.</summary>
    /// <param name="step">The step: the last world on the path is the one that it is or would be taken in.</param>
    public void Look(Transition step)
    {
        int count = path.Count - 1;
        int filledBy = step.Key.Kind == ChoiceKind.Flush ? FilledBy(step.Process, count) : -1;
        var before = new StepSet(count);
        List<int> races = [];
        for (int place = count - 1; place >= 0; place--)
        {
            Transition earlier = path[place].Taken!;
            if (before.Has(place))
            {
                continue;
            }

            bool isOrdered = earlier.Process == step.Process || place == filledBy;
            if (isOrdered || dependence.Holds(earlier, step))
            {
                before.Add(place, earlier.Before);
                if (!isOrdered)
                {
                    races.Add(place);
                }
            }
        }

        step.Before = before;
        foreach (int place in races)
        {
            TryBefore(place, step, count);
        }
    }

    /// <summary>
    /// Looks at threads that wait now and for which the last step matters: they might have gone before it, or before one
    /// further back.
    /// </summary>
    public void LookAtWaiting(World world)
    {
        Transition? last = path.Count > 1 ? path[^2].Taken : null;
        for (int thread = 0; last is not null && thread < space.Threads; thread++)
        {
            if (!world.Local(thread).IsCompleted && !world.IsEnabled(thread))
            {
                Transition waiting = dependence.Of(world, Choice.Of(thread));
                if (dependence.Holds(last, waiting))
                {
                    Look(waiting);
                }
            }
        }
    }

    /// <summary>The step that put into a buffer what leaves it next: the first in is the first out.</summary>
    private int FilledBy(int process, int count)
    {
        int left = path.Take(count).Count(node => node.Taken!.Process == process);
        for (int place = 0; place < count; place++)
        {
            if (path[place].Taken!.Fills == process && left-- == 0)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>
    /// Has it tried to take a step before an earlier one: what does not need that one goes first. Nothing is to be done if
    /// some step that such a run may begin with is tried already, or leads to nothing new.
    /// </summary>
    private void TryBefore(int place, Transition step, int count)
    {
        RunNode node = path[place];
        List<int> others = [];
        List<Transition> firsts = [];
        Transition? useful = null;
        for (int later = place + 1; later <= count; later++)
        {
            Transition other = later == count ? step : path[later].Taken!;
            if (later < count && other.Before.Has(place))
            {
                continue;
            }

            if (!others.Exists(other.Before.Has))
            {
                firsts.Add(other);
                useful ??= later == count || step.Before.Has(later) ? other : null;
            }

            others.Add(later);
        }

        if (!firsts.Exists(first => node.Wants(first.Process) || node.IsAsleep(first.Key))
            && CanGoBefore(node, others, step, count))
        {
            node.Want(useful!.Process);
        }
    }

    /// <summary>Whether a step can be taken after only those that it needs: if not, the earlier one is needed too.</summary>
    private bool CanGoBefore(RunNode node, List<int> others, Transition step, int count)
    {
        _scratch.Set(node.Fields);
        foreach (int place in others.Where(place => place < count && step.Before.Has(place)))
        {
            _scratch.Take(dependence.Find(_scratch, path[place].Taken!.Key, _choices)
                ?? throw new InvalidOperationException("a step depends on one that it was taken to be independent of"));
        }

        return dependence.Find(_scratch, step.Key, _choices) is not null;
    }
}
