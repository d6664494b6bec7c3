using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// Where one thread's next step touches nothing that anybody else will ever touch, it is taken alone: every execution
/// is one that takes it first, up to the order of independent steps (a persistent set of one step). A step that may be
/// part of a loop is never taken alone, so nobody is put off for ever. What threads will touch is read off the states
/// and steps of their code that are known: a search is repeated until it meets nothing that was not known when it
/// began.
/// </summary>
/// <remarks>The choice among several such steps does not depend on the order in which states were met.</remarks>
internal sealed class PartialOrder(StateSpace space, Footprints known) : IReduction
{
    private readonly int[] _cpuOf = [.. space.Model.Threads.Select(thread => thread.Cpu)];

    /// <inheritdoc/>
    public void Represent(Span<int> fields)
    {
    }

    /// <inheritdoc/>
    public int Keep(World world, Span<Choice> choices)
    {
        if (choices.Length == 1 || space.EarlyWords.Length > 0)
        {
            return choices.Length; // A thread with early loads has several next steps.
        }

        int alone = -1;
        for (int i = 0; i < choices.Length; i++)
        {
            if ((alone < 0 || ComesBefore(world, choices[i], choices[alone])) && CanGoAlone(world, choices[i]))
            {
                alone = i;
            }
        }

        if (alone < 0)
        {
            return choices.Length;
        }

        choices[0] = choices[alone];
        return 1;
    }

    /// <inheritdoc/>
    public bool HasLoneSteps => space.EarlyWords.Length == 0;

    /// <inheritdoc/>
    public Choice? LoneStep(World world, Span<Choice> room)
    {
        int count = world.Choices(room);
        return count > 0 && Keep(world, room[..count]) == 1 && !MayLoop(world, room[0]) ? room[0] : null;
    }

    private bool MayLoop(World world, Choice choice) =>
        choice.Kind != ChoiceKind.Flush && known.MayLoop(world.Local(choice.Actor));

    /// <summary>
    /// An order of choices that is the same whichever numbers states have: choices of like threads that are equal in it
    /// lead to worlds that differ in the order of those threads only.
    /// </summary>
    private bool ComesBefore(World world, Choice one, Choice other)
    {
        if (one.Kind != other.Kind)
        {
            return one.Kind < other.Kind;
        }

        int order = one.Kind == ChoiceKind.Flush
            ? StoresOf(world, one.Actor)[one.Index].StableHash().CompareTo(StoresOf(world, other.Actor)[other.Index].StableHash())
            : world.Local(one.Actor).Hash.CompareTo(world.Local(other.Actor).Hash);
        return order < 0 || (order == 0 && space.HasBuffers && HashOfCpu(world, one) < HashOfCpu(world, other));
    }

    private BufferedStore[] StoresOf(World world, int cpu) => space.Buffers[world.Fields[space.BuffersAt + cpu]];

    /// <summary>A hash of all that the choice's CPU has: its stores and its threads.</summary>
    private ulong HashOfCpu(World world, Choice choice)
    {
        int cpu = choice.Kind == ChoiceKind.Flush ? choice.Actor : _cpuOf[choice.Actor];
        ulong hash = 0;
        foreach (BufferedStore store in StoresOf(world, cpu))
        {
            hash = WorldHash.Of([hash, store.StableHash()]);
        }

        for (int thread = 0; thread < space.Threads; thread++)
        {
            hash = _cpuOf[thread] == cpu ? WorldHash.Of([hash, world.Local(thread).Hash]) : hash;
        }

        return hash;
    }

    private bool CanGoAlone(World world, Choice choice) =>
        choice.Kind switch
        {
            ChoiceKind.Thread => ThreadCanGoAlone(world, choice.Actor),
            ChoiceKind.Flush => FlushCanGoAlone(world, choice),
            _ => false,
        };

    private bool ThreadCanGoAlone(World world, int thread)
    {
        LocalState local = world.Local(thread);
        if (known.MayLoop(local) || local.CanInterrupt) // With an interrupt it has two next steps.
        {
            return false;
        }

        AccessSet next = known.NextOf(local);
        for (int other = 0; other < space.Threads; other++)
        {
            LocalState otherLocal = world.Local(other);
            if (other != thread && !otherLocal.IsOver
                && ((space.HasBuffers && _cpuOf[other] == _cpuOf[thread])
                    || space.Model.Guard?.Couples(thread, other) == true
                    || next.Conflicts(known.FutureOf(otherLocal))))
            {
                return false;
            }
        }

        for (int cpu = 0; space.HasBuffers && cpu < space.LoadsAt - space.BuffersAt; cpu++)
        {
            // A CPU's loads see its own buffered stores before they are in memory as after; its atomics do not.
            AccessSet own = cpu == _cpuOf[thread] ? next with { Reads = 0 } : next;
            foreach (BufferedStore store in space.Buffers[world.Fields[space.BuffersAt + cpu]])
            {
                if (own.Conflicts(new AccessSet(0, known.BitOf(store.Word))))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool FlushCanGoAlone(World world, Choice flush)
    {
        BufferedStore store = space.Buffers[world.Fields[space.BuffersAt + flush.Actor]][flush.Index];
        var write = new AccessSet(0, known.BitOf(store.Word));
        for (int thread = 0; thread < space.Threads; thread++)
        {
            LocalState local = world.Local(thread);
            AccessSet future = local.IsOver ? default : known.FutureOf(local);
            if (write.Conflicts(_cpuOf[thread] == flush.Actor ? future with { Reads = 0 } : future))
            {
                return false;
            }
        }

        for (int cpu = 0; cpu < space.LoadsAt - space.BuffersAt; cpu++)
        {
            foreach (BufferedStore other in space.Buffers[world.Fields[space.BuffersAt + cpu]])
            {
                if (cpu != flush.Actor && other.Word == store.Word)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
