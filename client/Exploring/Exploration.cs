using System.Diagnostics;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using SiloSim.Grains.Runs;

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
        if (plan.Strategy is not (ExploreStrategy.BreadthFirst or ExploreStrategy.DepthFirst))
        {
            throw new WrongUsageException($"--strategy {KebabCase.Of(plan.Strategy)}: not in this version");
        }
        var explorer = new ModelExplorer(SeedModel.Of(configuration));
        (SearchResult result, double seconds) = await Run(explorer, plan.Options, progress, cancel);
        Counterexample? counterexample = result.Finding is null ? null
            : Counterexample.Execute(configuration, result.Counterexample, result.Finding, result.CycleFrom)
                ?? throw new InvalidOperationException("the counterexample cannot be executed again");
        return new Explored(configuration, plan, result, seconds, counterexample);
    }

    /// <summary>Searches a model.</summary>
    /// <param name="explorer">Its explorer.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told now and then how far it has come.</param>
    /// <param name="cancel">Ends it early: the verdict is inconclusive then.</param>
    /// <returns>What came of it, and how long it took.</returns>
    public static async Task<(SearchResult Result, double Seconds)> Run(
        ModelExplorer explorer, SearchOptions options, Action<SearchProgress> progress, CancellationToken cancel)
    {
        SearchOptions limited = options with { MemoryLimitBytes = options.MemoryLimitBytes ?? DefaultLimit() };
        var time = Stopwatch.StartNew();
        Task<SearchResult> search = Task.Run(() => SearchOrEnd(explorer, limited, cancel), CancellationToken.None);
        while (await Task.WhenAny(search, Task.Delay(s_glance, CancellationToken.None)) != search)
        {
            progress(explorer.Progress);
        }
        return (await search, time.Elapsed.TotalSeconds);
    }

    /// <summary>Worlds may take half of the memory that there is: the rest is for finding cycles among them.</summary>
    private static long DefaultLimit() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    private static SearchResult SearchOrEnd(ModelExplorer explorer, SearchOptions options, CancellationToken cancel)
    {
        try
        {
            return explorer.Search(options, cancel);
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
