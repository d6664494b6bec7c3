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
        var settled = new StepSet(count); // It cannot go before these, or will be looked at again when it has.
        var own = new StepSet(count);
        for (int place = count - 1; place >= 0; place--)
        {
            Transition earlier = path[place].Taken!;
            bool isOwn = earlier.Process == step.Process || place == filledBy;
            if (isOwn && !own.Has(place))
            {
                own.Add(place, earlier.Before);
                settled.Add(place, earlier.Before);
            }
        }

        for (int place = count - 1; place >= 0; place--)
        {
            Transition earlier = path[place].Taken!;
            if (own.Has(place) || dependence.Holds(earlier, step))
            {
                before.Add(place, earlier.Before);
                if (!settled.Has(place) && CanGoBefore(place, step, own))
                {
                    settled.Add(place, earlier.Before);
                }
            }
        }

        step.Before = before;
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
    /// Whether a step can be taken before an earlier one. If so it is tried, unless some step that such a run may begin
    /// with is tried already, or leads to nothing new.
    /// </summary>
    private bool CanGoBefore(int place, Transition step, StepSet own)
    {
        RunNode node = path[place];
        List<int> free = Free(place, path.Count - 1);
        List<int> needed = free.FindAll(own.Has);
        List<int> related = free.FindAll(one => own.Has(one)
            || free.Exists(other => dependence.Holds(path[other].Taken!, step)
                && (other == one || path[other].Taken!.Before.Has(one))));
        List<int>? way = IsEnabledAfter(node, related, step) ? related
            : IsEnabledAfter(node, needed, step) ? needed : null;
        if (way is null)
        {
            return false;
        }

        List<int> others = way == related ? free : needed;
        if (!Firsts(others, step).Exists(first => node.Wants(first.Process) || node.IsAsleep(first.Key)))
        {
            node.Want(Firsts(way, step)[0].Process);
        }

        return true;
    }

    /// <summary>The steps after one that do not need it.</summary>
    private List<int> Free(int place, int count)
    {
        List<int> free = [];
        for (int later = place + 1; later < count; later++)
        {
            if (!path[later].Taken!.Before.Has(place))
            {
                free.Add(later);
            }
        }

        return free;
    }

    /// <summary>What a run of some steps and one more may begin with, up to the order of independent steps.</summary>
    private List<Transition> Firsts(List<int> places, Transition last)
    {
        List<Transition> firsts = [];
        foreach (int place in places)
        {
            Transition step = path[place].Taken!;
            if (!places.TakeWhile(earlier => earlier < place).Any(step.Before.Has))
            {
                firsts.Add(step);
            }
        }

        // It is known of the last one that it can be taken after them all; not which of them it needs.
        if (!places.Exists(place => dependence.Holds(path[place].Taken!, last)))
        {
            firsts.Add(last);
        }

        return firsts;
    }

    /// <summary>Whether a step can be taken after given ones, which are independent of all that they are taken before.</summary>
    private bool IsEnabledAfter(RunNode node, List<int> places, Transition step)
    {
        _scratch.Set(node.Fields);
        foreach (int place in places)
        {
            _scratch.Take(dependence.Find(_scratch, path[place].Taken!.Key, _choices)
                ?? throw new InvalidOperationException("a step depends on one that it was taken to be independent of"));
        }

        return dependence.Find(_scratch, step.Key, _choices) is not null;
    }
}
