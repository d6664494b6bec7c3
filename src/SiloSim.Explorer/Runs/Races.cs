using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// Dynamic partial-order reduction: finds the steps of a run whose order could have been another, and has that order
/// tried. What runs have in common up to the order of independent steps is a trace; each trace is met, and sleep sets see
/// to it that no run from beginning to end is of one that was met. The argument is in <c>docs/VERIFICATION.md</c>.
/// </summary>
/// <remarks>Source: source sets for steps that are never in want of anything, from Abdulla, Aronis, Jonsson, Sagonas,
/// "Source Sets: A Foundation for Optimal Dynamic Partial Order Reduction" (JACM 2017); those that may have to wait as in
/// Flanagan, Godefroid, "Dynamic Partial-Order Reduction for Model Checking Software" (POPL 2005).</remarks>
internal sealed class Races(StateSpace space, Dependence dependence, List<RunNode> path)
{
    /// <summary>Looks for races of a step with the steps before it, and notes what comes before it in every order.</summary>
    /// <param name="step">The step: the last world on the path is the one that it is or would be taken in.</param>
    public void Look(Transition step)
    {
        StepSet own = Own(step);
        var before = new StepSet(path.Count - 1);
        before.Add(own);
        for (int place = path.Count - 2; place >= 0; place--)
        {
            Transition earlier = path[place].Taken!;
            if (own.Has(place) || !dependence.Holds(earlier, step))
            {
                continue;
            }

            if (step.MayWait)
            {
                TryToArriveBefore(place, step, own);
            }
            else if (!before.Has(place)) // Else another race has to go the other way first.
            {
                TryBefore(place, step, own);
            }

            before.Add(place, earlier.Before);
        }

        step.Before = before;
    }

    /// <summary>
    /// Looks at threads that may have to wait where the last step matters for them, also if they can go on: another order
    /// of what was may let them, and never come to where they do.
    /// </summary>
    public void LookAtWaiting(World world)
    {
        Transition? last = path.Count > 1 ? path[^2].Taken : null;
        for (int thread = 0; last is not null && thread < space.Threads; thread++)
        {
            if (dependence.MayWait(world, thread) && dependence.Of(world, Choice.Of(thread)) is Transition waiting
                && dependence.Holds(last, waiting))
            {
                Look(waiting);
            }
        }
    }

    /// <summary>What comes before a step whatever it does: what its process has done, and the store that it moves.</summary>
    private StepSet Own(Transition step)
    {
        int count = path.Count - 1;
        int filledBy = step.Key.Kind == ChoiceKind.Flush ? FilledBy(step.Process, count) : -1;
        var own = new StepSet(count);
        for (int place = count - 1; place >= 0; place--)
        {
            Transition earlier = path[place].Taken!;
            if (!own.Has(place) && (earlier.Process == step.Process || place == filledBy))
            {
                own.Add(place, earlier.Before);
            }
        }

        return own;
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

    /// <summary>Has a step that never waits tried before an earlier one: all that does not need that one goes first.</summary>
    private void TryBefore(int place, Transition step, StepSet own)
    {
        List<int> others = After(place, later => !path[later].Taken!.Before.Has(place));
        List<Transition> firsts = Firsts(others);
        if (!others.Exists(other => own.Has(other) || dependence.Holds(path[other].Taken!, step)))
        {
            firsts.Insert(0, step);
        }

        path[place].WantOneOf(firsts);
    }

    /// <summary>
    /// Has a thread that may have to wait come to its step before an earlier one. If it was there already but could not
    /// take it, nobody knows who has to go first: all are tried.
    /// </summary>
    private void TryToArriveBefore(int place, Transition step, StepSet own)
    {
        List<Transition> firsts = Firsts(After(place, own.Has));
        if (firsts.Count > 0)
        {
            path[place].WantOneOf(firsts);
        }
        else if (path[place].CanTake(step.Key))
        {
            path[place].WantOneOf([step]);
        }
        else
        {
            path[place].WantAll();
        }
    }

    private List<int> After(int place, Predicate<int> isWanted)
    {
        List<int> places = [];
        for (int later = place + 1; later < path.Count - 1; later++)
        {
            if (isWanted(later))
            {
                places.Add(later);
            }
        }

        return places;
    }

    /// <summary>What a run of some steps may begin with, up to the order of independent steps.</summary>
    private List<Transition> Firsts(List<int> places)
    {
        List<Transition> firsts = [];
        for (int i = 0; i < places.Count; i++)
        {
            Transition step = path[places[i]].Taken!;
            if (!places.GetRange(0, i).Exists(step.Before.Has))
            {
                firsts.Add(step);
            }
        }

        return firsts;
    }
}
