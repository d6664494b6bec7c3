using System.Collections.Frozen;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// What is known of the threads' code at some time: for each state, the words that its next step touches, those that
/// all steps from there on may touch, and whether its next step may be part of a loop.
/// </summary>
internal sealed class Footprints
{
    private const int Bits = 64;

    private readonly StateSpace _space;
    private readonly AccessSet[] _next;
    private readonly AccessSet[] _future;
    private readonly bool[] _mayLoop;
    private readonly FrozenDictionary<uint, int> _words;
    private readonly int _edges;

    public Footprints(StateSpace space)
    {
        _space = space;
        _words = space.FieldOf;
        _edges = space.Locals.Met.Count;
        LocalState[] states = [.. Enumerable.Range(0, space.Locals.Count).Select(id => space.Locals[id])];
        _next = [.. states.Select(Next)];
        _future = [.. states.Select(state => Posted(state, isFuture: true) | _next[state.Id])];
        _mayLoop = new bool[states.Length];
        for (bool grows = true; grows;)
        {
            grows = false;
            for (int id = states.Length - 1; id >= 0; id--)
            {
                AccessSet future = Successors(states[id]).Aggregate(_future[id], (all, next) => all | _future[next]);
                grows |= future != _future[id];
                _future[id] = future;
            }
        }

        foreach (int[] loop in Loops(states))
        {
            foreach (int id in loop)
            {
                _mayLoop[id] = true;
            }
        }
    }

    /// <summary>What the next step of a state touches at once.</summary>
    public AccessSet NextOf(LocalState state) => state.Id < _next.Length ? _next[state.Id] : Next(state);

    /// <summary>What this and all later steps may touch, sooner or later.</summary>
    public AccessSet FutureOf(LocalState state) => state.Id < _future.Length ? _future[state.Id] : Next(state);

    /// <summary>Whether the next step may lead back to the same state some time.</summary>
    public bool MayLoop(LocalState state) => state.Id < _mayLoop.Length && _mayLoop[state.Id];

    /// <summary>Whether this is all that is known in a space now: of the same words and the same code.</summary>
    public bool IsOf(StateSpace space) =>
        _space == space && _words == space.FieldOf && _edges == space.Locals.Met.Count;

    /// <summary>Whether nothing is known now that was not known then.</summary>
    public bool IsSameAs(Footprints other) => this == other || _next.AsSpan().SequenceEqual(other._next)
        && _future.AsSpan().SequenceEqual(other._future) && _mayLoop.AsSpan().SequenceEqual(other._mayLoop);

    /// <summary>The bit of an aligned word.</summary>
    public ulong BitOf(uint word) => _space.FieldOf.TryGetValue(word, out int field)
        ? 1ul << ((field - _space.PropertiesAt) % Bits) : 0;

    private AccessSet Next(LocalState state)
    {
        AccessSet next = Posted(state, isFuture: false) | Observed(state.Observers, state.Posted);
        foreach (LocalEdge edge in EdgesOf(state))
        {
            foreach (Mark mark in edge.Marks)
            {
                next |= Observed(mark.Observers, mark.Operation);
            }
        }

        return next;
    }

    /// <summary>
    /// With store buffers, a store touches memory later only. Atomics that only read count as writes: for a plain load
    /// the CPU's own stores are done before they are in memory, for these they are not.
    /// </summary>
    private AccessSet Posted(LocalState state, bool isFuture)
    {
        if (state.IsCompleted)
        {
            return default;
        }

        ulong bit = BitOf(state.Posted.Location & ~3u);
        return state.Posted.Kind switch
        {
            OperationKind.Load or OperationKind.LoadHalfword or OperationKind.LoadByte or OperationKind.ProbeRead
                or OperationKind.SpinUntilEqual => new AccessSet(bit, 0),
            OperationKind.Store or OperationKind.StoreHalfword or OperationKind.StoreByte or OperationKind.ProbeWrite
                or OperationKind.ProbeWriteHalfword => new AccessSet(0, _space.HasBuffers && !isFuture ? 0 : bit),
            OperationKind.CompareExchange or OperationKind.SpinUntilCompareExchange or OperationKind.AddAndReturn
                or OperationKind.TestAndSet or OperationKind.LoadLinked => new AccessSet(bit, bit),
            OperationKind.Phase => new AccessSet(0, BitOf(_space.Model.PhaseLocation)),
            _ => default,
        };
    }

    /// <summary>What properties remember is touched as words are.</summary>
    private AccessSet Observed(int[] observers, Operation operation)
    {
        AccessSet touched = default;
        foreach (int property in observers)
        {
            Range words = _space.WordsOf(property);
            for (int field = words.Start.Value; field < words.End.Value; field++)
            {
                ulong bit = 1ul << ((field - _space.PropertiesAt) % Bits);
                touched |= _space.Model.Properties[property].InterestIn(operation) == Interest.Writes
                    ? new AccessSet(bit, bit) : new AccessSet(bit, 0);
            }
        }

        return touched;
    }

    private static List<int> Successors(LocalState state)
    {
        List<int> successors = [];
        foreach (LocalEdge edge in EdgesOf(state))
        {
            successors.Add(edge.Next.Id);
        }

        return successors;
    }

    private static List<LocalEdge> EdgesOf(LocalState state)
    {
        List<LocalEdge> edges = [];
        foreach ((_, LocalEdge edge) in state.Edges.All)
        {
            edges.Add(edge);
        }

        if (state.Interrupt is LocalEdge interrupt)
        {
            edges.Add(interrupt);
        }

        return edges;
    }

    /// <summary>The states that can be reached from themselves.</summary>
    private static IEnumerable<int[]> Loops(LocalState[] states) =>
        Components.Of(states.Length, id => Successors(states[id]).Where(next => next < states.Length))
            .Where(component => component.Length > 1 || Successors(states[component[0]]).Contains(component[0]));
}
