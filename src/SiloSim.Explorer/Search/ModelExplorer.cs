using System.Collections.Immutable;
using System.Numerics;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Runs;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// Searches the interleavings of a model. What was learnt about the model's code in one search serves the next. Not for
/// two searches at a time.
/// </summary>
public sealed class ModelExplorer
{
    private StateSpace _space;
    private Footprints? _known;
    private volatile StoredSearch? _search;

    /// <summary>An explorer of a model.</summary>
    /// <param name="model">The model.</param>
    public ModelExplorer(Model model)
    {
        Model = model;
        _space = new StateSpace(model);
    }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>What was learnt about the model.</summary>
    internal StateSpace Space => _space;

    /// <summary>How far the search that runs has come; may be read while it runs.</summary>
    public SearchProgress Progress => _search?.Progress ?? default;

    /// <summary>Searches.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early: the verdict is inconclusive then.</param>
    /// <returns>What was found. The counterexample is a shortest one, unless the memory limit is in the way.</returns>
    /// <exception cref="CheckpointException">It cannot go on from the checkpoint.</exception>
    /// <exception cref="ArgumentException">It is to store no worlds.</exception>
    public SearchResult Search(SearchOptions options, CancellationToken cancellation = default)
    {
        if (options.Store == StateStore.None)
        {
            throw new ArgumentException($"{nameof(RunExplorer)} searches without stored worlds", nameof(options));
        }

        using SavedSearch? saved = options.Checkpoint is { } from ? SavedSearch.Open(from, Model) : null;
        _space = saved?.Space ?? _space;
        SavedSearch? goesOn = saved;
        SearchResult GoOn() => UntilShapeFits(
            () => SearchOnce(options, cancellation, Interlocked.Exchange(ref goesOn, null)));
        SearchResult result = saved is null ? GoOn() : CheckpointFrame.Guarded(GoOn);
        bool isShortest = options.Order == SearchOrder.BreadthFirst
            && !options.Reductions.HasFlag(Reductions.PartialOrder) && options.Store == StateStore.Exact;
        return isShortest || result.CycleFrom is not null ? result : WithShortest(result, options, cancellation);
    }

    /// <summary>Executes given steps.</summary>
    /// <param name="choices">The steps, from the first.</param>
    /// <returns>What happened; it ends where something is found, or at the first step that cannot be taken.</returns>
    public Execution Execute(IEnumerable<Choice> choices) => UntilShapeFits(() => ExecuteOnce(choices));

    /// <summary>Looks level by level for a shorter counterexample than one that was found.</summary>
    internal SearchResult WithShortest(SearchResult result, SearchOptions options, CancellationToken cancellation)
    {
        if (result.Verdict is not (Verdict.Violated or Verdict.ModelError))
        {
            return result;
        }

        SearchOptions byLevel = options with
        {
            Order = SearchOrder.BreadthFirst,
            Reductions = options.Reductions & Reductions.Symmetry,
            DeepestLevel = options.Store == StateStore.Exact ? result.Counterexample.Length : int.MaxValue,
            Bound = int.MaxValue, // The steps that are there are known.
            Store = StateStore.Exact,
            LooksForCycles = false,
            Checkpoint = null, // There is a verdict already.
        };
        SearchResult shortest = UntilShapeFits(() => SearchOnce(byLevel, cancellation));
        return shortest.Finding is null ? result : result with
        {
            Verdict = shortest.Verdict,
            Finding = shortest.Finding,
            Counterexample = shortest.Counterexample,
        };
    }

    /// <summary>
    /// Begins again when the space has had to make room. What the threads' code did is known then, so that little is
    /// done twice.
    /// </summary>
    internal static T UntilShapeFits<T>(Func<T> work)
    {
        while (true)
        {
            try
            {
                return work();
            }
            catch (ShapeGrewException)
            {
                continue;
            }
        }
    }

    private Execution ExecuteOnce(IEnumerable<Choice> choices)
    {
        List<ExplorerEvent> events = [];
        var run = new OneRun(_space);
        run.World.Log = events;
        run.Go(new Replay(choices));
        return new Execution([.. events], run.Taken.Count, run.Finding, run.IsAtRest)
        {
            Waiting = [.. Enumerable.Range(0, Model.Threads.Length).Select(run.World.PostedBy)],
        };
    }

    private SearchResult SearchOnce(SearchOptions options, CancellationToken cancellation, SavedSearch? saved = null)
    {
        options = saved is null ? options : options with { Reductions = saved.Reductions };
        bool hasPartialOrder = options.Reductions.HasFlag(Reductions.PartialOrder);
        Footprints? known = hasPartialOrder ? saved?.Known ?? Known() : null;
        int knownEdges = saved?.KnownEdges ?? _space.Locals.Met.Count;
        IReduction[] reductions = ReductionsOf(options.Reductions, known);
        var exact = new StateSet(_space.Layout.Words, options.Workers);
        IStateStore states = options.Store switch
        {
            StateStore.Hash => new HashSet64(),
            StateStore.Bitstate => new BitState(),
            _ => exact,
        };
        IFrontier frontier = options.Order == SearchOrder.BreadthFirst
            ? new BreadthFirst(_space.Layout.Words + 1, options.Workers) : new DepthFirst(_space.Layout.Words + 1);
        var search = new StoredSearch(_space, options, states, frontier, reductions, cancellation);
        saved?.GoOnWith(search);
        long before = states.Count;
        _search = search;
        Action? save = options.Checkpoint is not { } checkpoint ? null
            : () => SavedSearch.Save(checkpoint, _space, options.Reductions, knownEdges, search);
        search.Run(save);
        SearchProgress end = search.Progress;
        var result = new SearchResult(Verdict.Holds, null, [], end.States, end.Transitions, end.Depth, end.Bytes)
        {
            Omission = states.Omission,
            StatesBefore = before,
        };
        if (search.Found is FoundAt found)
        {
            return result with
            {
                Verdict = found.Finding.Property == Finding.ModelError ? Verdict.ModelError : Verdict.Violated,
                Finding = found.Finding,
                Counterexample = states == exact ? new Paths(_space, exact, reductions).To(found) : [],
            };
        }

        if (search.Reason is string reason)
        {
            return result with { Verdict = Verdict.Inconclusive, Reason = reason };
        }

        if (known?.IsSameAs(Known()) == false)
        {
            return SearchOnce(options, cancellation); // It has met code that it did not know when it chose.
        }

        try
        {
            return options.LooksForCycles && states == exact
                ? WithCycles(result, exact, reductions, options, cancellation) : result;
        }
        catch (OperationCanceledException)
        {
            save?.Invoke();
            return result with { Verdict = Verdict.Inconclusive, Reason = StoredSearch.Interrupted };
        }
    }

    /// <summary>What is known of the threads' code; worked out anew only if more is than the last time.</summary>
    private Footprints Known() => _known = _known?.IsOf(_space) == true ? _known : new Footprints(_space);

    private SearchResult WithCycles(
        SearchResult result,
        StateSet states,
        IReduction[] reductions,
        SearchOptions options,
        CancellationToken cancellation)
    {
        StateGraph Graph() => new(_space, states, reductions);
        if (Interleavings.Count(Graph, result.States, options.Workers, cancellation) is BigInteger interleavings)
        {
            // A partial order leaves executions out, but none of the cycles that there are.
            return options.Reductions.HasFlag(Reductions.PartialOrder)
                ? result : result with { Interleavings = interleavings };
        }

        // Where like threads are put in order, nobody knows who took a step: fairness is judged without reductions.
        return reductions.Length > 0
            ? SearchOnce(options with { Reductions = Reductions.None }, cancellation)
            : WithLivelock(result, Graph(), states, cancellation);
    }

    private SearchResult WithLivelock(
        SearchResult result, StateGraph graph, StateSet states, CancellationToken cancellation)
    {
        if (new Livelocks(Model, graph).Find(cancellation) is not (int entry, List<Choice> round))
        {
            return result;
        }

        var finding = Finding.OfLivelock(graph.ProgressAhead(entry), round.Count);
        ImmutableArray<Choice> way = new Paths(_space, states, []).To(new FoundAt(finding, entry, null, 0));
        return result with
        {
            Verdict = Verdict.Violated,
            Finding = finding,
            Counterexample = [.. way, .. round],
            CycleFrom = way.Length,
        };
    }

    private IReduction[] ReductionsOf(Reductions reductions, Footprints? known)
    {
        List<IReduction> chosen = known is null ? [] : [new PartialOrder(_space, known)];
        if (reductions.HasFlag(Reductions.Symmetry) && _space.Kin.Length > 0)
        {
            chosen.Add(new Symmetry(_space));
        }

        return [.. chosen];
    }
}
