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
    private readonly StateSpace _space;
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
    public SearchResult Search(SearchOptions options, CancellationToken cancellation = default)
    {
        SearchResult result = UntilShapeFits(() => SearchOnce(options, cancellation));
        bool isShortest = options.Order == SearchOrder.BreadthFirst
            && !options.Reductions.HasFlag(Reductions.PartialOrder);
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
            DeepestLevel = result.Counterexample.Length,
            LooksForCycles = false,
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

    private SearchResult SearchOnce(SearchOptions options, CancellationToken cancellation)
    {
        bool hasPartialOrder = options.Reductions.HasFlag(Reductions.PartialOrder);
        Footprints? known = hasPartialOrder ? new Footprints(_space) : null;
        IReduction[] reductions = ReductionsOf(options.Reductions, known);
        var states = new StateSet(_space.Layout.Words, options.Workers);
        IFrontier frontier = options.Order == SearchOrder.BreadthFirst
            ? new BreadthFirst() : new DepthFirst(_space.Layout.Words + 1);
        var search = new StoredSearch(_space, options, states, frontier, reductions, cancellation);
        _search = search;
        search.Run();
        SearchProgress end = search.Progress;
        var result = new SearchResult(Verdict.Holds, null, [], end.States, end.Transitions, end.Depth, end.Bytes);
        if (search.Found is FoundAt found)
        {
            return result with
            {
                Verdict = found.Finding.Property == Finding.ModelError ? Verdict.ModelError : Verdict.Violated,
                Finding = found.Finding,
                Counterexample = PathTo(found, states, reductions),
            };
        }

        if (search.Reason is string reason)
        {
            return result with { Verdict = Verdict.Inconclusive, Reason = reason };
        }

        if (known?.IsSameAs(new Footprints(_space)) == false)
        {
            return SearchOnce(options, cancellation); // It has met code that it did not know when it chose.
        }

        try
        {
            return options.LooksForCycles ? WithCycles(result, states, reductions, options, cancellation) : result;
        }
        catch (OperationCanceledException)
        {
            return result with { Verdict = Verdict.Inconclusive, Reason = StoredSearch.Interrupted };
        }
    }

    private SearchResult WithCycles(
        SearchResult result,
        StateSet states,
        IReduction[] reductions,
        SearchOptions options,
        CancellationToken cancellation)
    {
        var graph = new StateGraph(_space, states, reductions);
        if (Interleavings.Count(graph, cancellation) is BigInteger interleavings)
        {
            // A partial order leaves executions out, but none of the cycles that there are.
            return options.Reductions.HasFlag(Reductions.PartialOrder)
                ? result : result with { Interleavings = interleavings };
        }

        // Where like threads are put in order, nobody knows who took a step: fairness is judged without reductions.
        return reductions.Length > 0
            ? SearchOnce(options with { Reductions = Reductions.None }, cancellation)
            : WithLivelock(result, graph, states, cancellation);
    }

    private SearchResult WithLivelock(
        SearchResult result, StateGraph graph, StateSet states, CancellationToken cancellation)
    {
        if (new Livelocks(Model, graph).Find(cancellation) is not (int entry, List<Choice> round))
        {
            return result;
        }

        IEnumerable<string> starved =
            Model.Threads.Where(thread => thread.MakesProgress).Select(thread => thread.Name);
        var finding = new Finding(
            Finding.Livelock, $"{string.Join(", ", starved)} can be held off for ever: {round.Count} steps go round");
        ImmutableArray<Choice> way = PathTo(new FoundAt(finding, entry, null, 0), states, []);
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

    private void Pack(int[] fields, IReduction[] reductions, ulong[] packed)
    {
        foreach (IReduction reduction in reductions)
        {
            reduction.Represent(fields);
        }

        _space.Layout.Pack(fields, packed);
    }

    /// <summary>
    /// The steps to what was found. Stored worlds may be representatives of the real ones, so the real steps are found
    /// by going along: at each world, the step whose world is represented by the next on the path.
    /// </summary>
    private ImmutableArray<Choice> PathTo(FoundAt found, StateSet states, IReduction[] reductions)
    {
        var numbers = new Stack<int>();
        for (int number = found.Parent; number >= 0; number = states.Parent(number))
        {
            numbers.Push(number);
        }

        ImmutableArray<Choice>.Builder path = ImmutableArray.CreateBuilder<Choice>();
        if (!numbers.TryPop(out _))
        {
            return [];
        }

        var world = new World(_space);
        world.Start();
        ulong[] packed = new ulong[_space.Layout.Words];
        while (numbers.TryPop(out int next))
        {
            path.Add(Step(world, after =>
            {
                if (after.Found is not null)
                {
                    return false;
                }

                Pack(after.Fields.ToArray(), reductions, packed);
                return states[next].SequenceEqual(packed);
            }));
        }

        if (found.Choice is not null)
        {
            path.Add(Step(world, after => after.Found?.Property == found.Finding.Property));
        }

        return path.ToImmutable();
    }

    /// <summary>Takes the first step after which the world is as wanted.</summary>
    private Choice Step(World world, Func<World, bool> isWanted)
    {
        int[] before = world.Fields.ToArray();
        Choice[] choices = new Choice[_space.MostChoices];
        int count = world.Choices(choices);
        foreach (Choice choice in choices.AsSpan(0, count))
        {
            world.Set(before);
            world.Take(choice);
            if (isWanted(world))
            {
                return choice;
            }
        }

        throw new InvalidOperationException("the path to a world that was met cannot be gone again");
    }
}
