using System.Diagnostics;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Runs;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Machine.Lockstep;

namespace SiloSim.CommandLine.Exploring;

/// <summary>Makes searches: the one place that knows which strategy is whose.</summary>
internal static class Exploration
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(200);

    /// <summary>Searches a configuration.</summary>
    /// <param name="plan">How.</param>
    /// <param name="configuration">What.</param>
    /// <param name="progress">Told now and then how far it has come.</param>
    /// <param name="cancel">Ends it early: the verdict is inconclusive then.</param>
    public static async Task<Explored> Search(
        ExplorePlan plan, SeedConfiguration configuration, Action<SearchProgress> progress, CancellationToken cancel)
    {
        CheckpointFile? checkpoint = plan.Checkpoint is not string path ? null
            : new CheckpointFile(path, CheckpointSubject.Of(configuration, plan.Strategy, plan.Options));
        checkpoint?.Check();
        SearchOptions options = plan.Options with { Checkpoint = checkpoint };
        (SearchResult result, double seconds) =
            await Run(SeedModel.Of(configuration), plan.Strategy, options, plan.Runs, progress, cancel);
        if (result.Verdict != Verdict.Inconclusive)
        {
            checkpoint?.Delete();
        }
        Counterexample? counterexample = result.Finding is null
            || (options.MayLeaveOut && result.Counterexample.IsEmpty) ? null
            : Counterexample.Execute(configuration, result.Counterexample, result.Finding, result.CycleFrom)
                ?? throw new InvalidOperationException("the counterexample cannot be executed again");
        return new Explored(configuration, plan, result, seconds, counterexample);
    }

    /// <summary>Why silos do not search like that, in one line; null if they do.</summary>
    /// <param name="plan">How.</param>
    /// <param name="workers">The number of threads that was asked for; null for none.</param>
    public static string? WhyNotOverSilos(ExplorePlan plan, int? workers) =>
        plan.Configuration is null ? "--all: its rows are small, silos search one configuration"
        : workers is not null ? $"--workers {workers}: each silo searches with all of its cores"
        : plan.Strategy != ExploreStrategy.BreadthFirst
            ? $"--strategy {KebabCase.Of(plan.Strategy)}: silos search level by level, {KebabCase.Of(ExploreStrategy.BreadthFirst)}"
        : plan.Options.Store != StateStore.Exact ? $"--store {KebabCase.Of(plan.Options.Store)}: silos store worlds exactly"
        : plan.Checkpoint is not null ? "--checkpoint: a search over silos leaves none"
        : null;

    /// <summary>Has silos search a configuration.</summary>
    /// <param name="plan">How: level by level.</param>
    /// <param name="configuration">What.</param>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="silosHere">How many of the silos are in this process, and share the memory limit; 0 for none.</param>
    /// <param name="progress">Told now and then how far it has come.</param>
    /// <param name="cancel">Ends it early: the verdict is inconclusive then.</param>
    /// <exception cref="WrongUsageException">Silos do not search like that.</exception>
    /// <exception cref="MachineException">The silos cannot make it, or are lost again and again.</exception>
    public static async Task<Explored> SearchOver(
        ExplorePlan plan,
        SeedConfiguration configuration,
        IGrainFactory grains,
        int silosHere,
        Action<SearchProgress> progress,
        CancellationToken cancel)
    {
        if (WhyNotOverSilos(plan, null) is { } reason)
        {
            throw new WrongUsageException(reason);
        }
        long? limit = plan.Options.MemoryLimitBytes ?? (silosHere > 0 ? DefaultLimit() : null);
        SearchOptions options = plan.Options with { MemoryLimitBytes = limit / Math.Max(1, silosHere) };
        var time = Stopwatch.StartNew();
        ClusterSearched searched = await ClusterSearch.Run(
            grains,
            configuration,
            options,
            status => progress(new SearchProgress(
                status.States, status.Transitions, status.Depth, status.Waiting, status.Bytes)),
            cancel);
        double seconds = time.Elapsed.TotalSeconds;
        SearchResult result = searched.Result;
        Counterexample? counterexample = result.Finding is null ? null
            : Counterexample.Execute(configuration, result.Counterexample, result.Finding, result.CycleFrom);
        return new Explored(configuration, plan, result, seconds, counterexample) { Silos = searched.Silos };
    }

    /// <summary>Searches a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">How, if worlds are stored; the bound of runs, if they are not.</param>
    /// <param name="runs">The runs, for strategies that choose by chance; null for others.</param>
    /// <param name="progress">Told now and then how far it has come.</param>
    /// <param name="cancel">Ends it early: the verdict is inconclusive then.</param>
    /// <returns>What came of it, and how long it took.</returns>
    public static async Task<(SearchResult Result, double Seconds)> Run(
        Model model,
        ExploreStrategy strategy,
        SearchOptions options,
        ChanceRuns? runs,
        Action<SearchProgress> progress,
        CancellationToken cancel)
    {
        if (options.Store != StateStore.None)
        {
            var stored = new ModelExplorer(model);
            SearchOptions limited = options with { MemoryLimitBytes = options.MemoryLimitBytes ?? DefaultLimit() };
            return await Timed(() => SearchOrEnd(stored, limited, cancel), () => progress(stored.Progress));
        }
        var explorer = new RunExplorer(model);
        int mostSteps = Math.Min(options.Bound, RunExplorer.MostSteps);
        var tree = new RunTreeOptions { IsReduced = options.Reductions == Reductions.PartialOrder, MostSteps = mostSteps };
        return await Timed(
            () => runs is null ? explorer.Search(tree, cancel)
                : explorer.Search(() => ByChance(strategy, runs), mostSteps, cancel),
            () => progress(explorer.Progress));
    }

    private static IStrategy ByChance(ExploreStrategy strategy, ChanceRuns runs)
    {
        var random = new SeededRandom(runs.Seed);
        return strategy == ExploreStrategy.Pct ? new PctRuns(runs.Count, random.Below) : new RandomRuns(runs.Count, random.Below);
    }

    private static async Task<(SearchResult Result, double Seconds)> Timed(Func<SearchResult> search, Action glance)
    {
        var time = Stopwatch.StartNew();
        Task<SearchResult> result = Task.Run(search, CancellationToken.None);
        while (await Task.WhenAny(result, Task.Delay(s_glance, CancellationToken.None)) != result)
        {
            glance();
        }
        return (await result, time.Elapsed.TotalSeconds);
    }

    /// <summary>Worlds may take half of the memory that there is: the rest is for finding cycles among them.</summary>
    private static long DefaultLimit() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    private static SearchResult SearchOrEnd(ModelExplorer explorer, SearchOptions options, CancellationToken cancel)
    {
        try
        {
            return explorer.Search(options, cancel);
        }
        catch (CheckpointException wrong)
        {
            throw new WrongUsageException($"--checkpoint {(options.Checkpoint as CheckpointFile)?.Path}: {wrong.Message}");
        }
        catch (OutOfMemoryException)
        {
            SearchProgress end = explorer.Progress;
            return new SearchResult(
                Verdict.Inconclusive, null, [], end.States, end.Transitions, end.Depth, end.Bytes)
            { Reason = "out of memory" };
        }
    }
}
