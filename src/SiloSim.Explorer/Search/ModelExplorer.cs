using System.Collections.Immutable;
using SiloSim.Explorer.Models;
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

    /// <summary>How far the search that runs has come; may be read while it runs.</summary>
    public SearchProgress Progress => _search?.Progress ?? default;

    /// <summary>Searches.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early: the verdict is inconclusive then.</param>
    /// <returns>What was found.</returns>
    public SearchResult Search(SearchOptions options, CancellationToken cancellation = default)
    {
        while (true)
        {
            try
            {
                return SearchOnce(options, cancellation);
            }
            catch (ShapeGrewException)
            {
                // The space has made room: begin again. What the code did is known already.
            }
        }
    }

    /// <summary>Executes given steps.</summary>
    /// <param name="choices">The steps, from the first.</param>
    /// <returns>What happened; it ends where something is found, or at the first step that cannot be taken.</returns>
    public Execution Execute(IEnumerable<Choice> choices)
    {
        while (true)
        {
            try
            {
                return ExecuteOnce(choices);
            }
            catch (ShapeGrewException)
            {
                // As above.
            }
        }
    }

    private Execution ExecuteOnce(IEnumerable<Choice> choices)
    {
        List<ExplorerEvent> events = [];
        var world = new World(_space) { Log = events };
        Choice[] enabled = new Choice[_space.MostChoices];
        world.Start();
        int steps = 0;
        foreach (Choice choice in choices)
        {
            if (world.Found is not null || !enabled.AsSpan(0, world.Choices(enabled)).Contains(choice))
            {
                break;
            }

            world.Take(choice);
            steps++;
        }

        bool isAtRest = world.Found is null && world.Choices(enabled) == 0;
        return new Execution([.. events], steps, isAtRest ? world.AtRest() : world.Found, isAtRest);
    }

    private SearchResult SearchOnce(SearchOptions options, CancellationToken cancellation)
    {
        IReduction[] reductions = ReductionsOf(options.Reductions);
        var states = new StateSet(_space.Layout.Words, options.Workers);
        IFrontier frontier = options.Order == SearchOrder.BreadthFirst
            ? new BreadthFirst() : new DepthFirst(_space.Layout.Words + 1);
        var search = new StoredSearch(_space, options, states, frontier, reductions, cancellation);
        _search = search;
        search.Run();
        SearchProgress end = search.Progress;
        var result = new SearchResult(
            Verdict.Holds, null, [], end.States, end.Transitions, end.Depth, end.Bytes);
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

        if (!options.LooksForCycles)
        {
            return result;
        }

        var pass = new CyclePass(_space, states, reductions, cancellation);
        return result with { Interleavings = pass.CountInterleavings(First(states, reductions)) };
    }

    private IReduction[] ReductionsOf(Reductions reductions)
    {
        List<IReduction> chosen = [];
        if (reductions.HasFlag(Reductions.Symmetry) && _space.Kin.Length > 0)
        {
            chosen.Add(new Symmetry(_space));
        }

        return [.. chosen];
    }

    private int First(StateSet states, IReduction[] reductions)
    {
        var world = new World(_space);
        world.Start();
        ulong[] packed = new ulong[_space.Layout.Words];
        Pack(world.Fields.ToArray(), reductions, packed);
        return states.Find(packed);
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
