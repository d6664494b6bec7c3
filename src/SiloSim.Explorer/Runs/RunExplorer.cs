using System.Collections.Immutable;
using System.Globalization;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// Searches the interleavings of a model by making runs, and stores no worlds: for models with more worlds than memory
/// holds. Not for two searches at a time.
/// </summary>
public sealed class RunExplorer
{
    /// <summary>Longer runs are cut: a thread may go on for ever.</summary>
    public const int MostSteps = 10_000;

    /// <summary>What the search for a shorter counterexample may store.</summary>
    private const long ShorteningBytes = 64 << 20;

    private readonly ModelExplorer _stored;
    private readonly StateSpace _space;
    private Func<SearchProgress>? _progress;

    /// <summary>An explorer of a model.</summary>
    /// <param name="model">The model.</param>
    public RunExplorer(Model model)
    {
        _stored = new ModelExplorer(model);
        _space = _stored.Space;
    }

    /// <summary>How far the search that runs has come; may be read while it runs. Worlds count each time they are met.</summary>
    public SearchProgress Progress => _progress?.Invoke() ?? default;

    /// <summary>Makes runs until one shows something wrong or the strategy makes no more.</summary>
    /// <param name="strategy">Makes the strategy: where the search has to begin again, it is made again.</param>
    /// <param name="mostSteps">Longer runs are cut.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>
    /// What was found: never that all holds, for nobody knows which runs were not made. The counterexample has been made
    /// shorter, and is a shortest one if a search of little memory could tell.
    /// </returns>
    public SearchResult Search(
        Func<IStrategy> strategy, int mostSteps = MostSteps, CancellationToken cancellation = default)
    {
        SearchResult result = ModelExplorer.UntilShapeFits(() => SearchOnce(strategy(), mostSteps, cancellation));
        return Shortened(result, cancellation);
    }

    /// <summary>Makes all runs, or one of each set of runs that differ only in the order of independent steps.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What was found; its counterexample as of <see cref="Search(Func{IStrategy}, int, CancellationToken)"/>.</returns>
    public SearchResult Search(RunTreeOptions options, CancellationToken cancellation = default)
    {
        SearchResult result = ModelExplorer.UntilShapeFits(() => SearchOnce(options, cancellation));
        return Shortened(result, cancellation);
    }

    private SearchResult SearchOnce(IStrategy strategy, int mostSteps, CancellationToken cancellation)
    {
        var run = new OneRun(_space);
        long runs = 0;
        long cut = 0;
        long transitions = 0;
        int depth = 0;
        SearchProgress End() => new(transitions + runs, transitions, depth, 0, 0);
        _progress = End;
        while (!cancellation.IsCancellationRequested && strategy.BeginRun())
        {
            run.Go(strategy, mostSteps);
            runs++;
            cut += run is { IsAtRest: false, Finding: null } ? 1 : 0;
            transitions += run.Taken.Count;
            depth = Math.Max(depth, run.Taken.Count);
            if (run.Finding is not null)
            {
                break;
            }
        }

        SearchResult result = ResultOf(End(), run.Finding, [.. run.Taken]) with { Runs = runs };
        return run.Finding is not null ? result : result with
        {
            Verdict = Verdict.Inconclusive,
            Reason = cancellation.IsCancellationRequested ? StoredSearch.Interrupted : CutReason(cut, mostSteps),
        };
    }

    private SearchResult SearchOnce(RunTreeOptions options, CancellationToken cancellation)
    {
        var tree = new RunTree(_space, options);
        _progress = () => tree.Progress;
        bool isDone = tree.Run(cancellation);
        SearchResult result = ResultOf(tree.Progress, tree.Found, tree.Steps) with { Runs = tree.Runs + tree.CutRuns };
        return tree.Found is not null ? result
            : !isDone ? result with { Verdict = Verdict.Inconclusive, Reason = StoredSearch.Interrupted }
            : CutReason(tree.CutRuns, options.MostSteps) is string reason
                ? result with { Verdict = Verdict.Inconclusive, Reason = reason }
            : options.IsReduced ? result
            : result with { Interleavings = tree.Runs };
    }

    private static SearchResult ResultOf(SearchProgress end, Finding? finding, ImmutableArray<Choice> steps)
    {
        Verdict verdict = finding is null ? Verdict.Holds
            : finding.Property == Finding.ModelError ? Verdict.ModelError : Verdict.Violated;
        return new SearchResult(
            verdict, finding, finding is null ? [] : steps, end.States, end.Transitions, end.Depth, 0);
    }

    private static string? CutReason(long cut, int steps) => cut == 0 ? null
        : string.Create(CultureInfo.InvariantCulture, $"{cut:N0} of them cut after {steps:N0} steps");

    /// <summary>Makes a counterexample shorter by leaving steps out, then looks for a shortest one within a little memory.</summary>
    private SearchResult Shortened(SearchResult result, CancellationToken cancellation)
    {
        if (result.Finding is null)
        {
            return result;
        }

        ImmutableArray<Choice> steps = ModelExplorer.UntilShapeFits(
            () => new Shortening(_space, cancellation).Of(result.Counterexample, result.Finding));
        return _stored.WithShortest(
            Explained(result, steps), new SearchOptions { MemoryLimitBytes = ShorteningBytes }, cancellation);
    }

    /// <summary>With other steps, and what they show.</summary>
    private SearchResult Explained(SearchResult result, ImmutableArray<Choice> steps) =>
        result with { Counterexample = steps, Finding = _stored.Execute(steps).Finding };
}
