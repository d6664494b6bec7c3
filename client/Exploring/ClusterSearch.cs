using System.Numerics;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;
using SiloSim.Grains;

namespace SiloSim.CommandLine.Exploring;

/// <summary>Has silos make a search, and works out here what they do not say: the steps of a counterexample.</summary>
internal static class ClusterSearch
{
    private const int GlanceMilliseconds = 200;
    private const int MostLosses = 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Searches.</summary>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="configuration">What.</param>
    /// <param name="options">
    /// How: the reductions, and whether cycles are looked for. Silos go level by level with as many threads as they have;
    /// the memory limit is that of each silo, and of the search here for the steps of a counterexample.
    /// </param>
    /// <param name="progress">Told now and then how far it has come, and what each silo has.</param>
    /// <param name="cancel">Ends it early: the verdict is inconclusive then.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="MachineException">The silos cannot make it, or are lost again and again.</exception>
    public static async Task<ClusterSearched> Run(
        IGrainFactory grains,
        SeedConfiguration configuration,
        SearchOptions options,
        Action<ExplorationStatus> progress,
        CancellationToken cancel)
    {
        ExplorationStatus status = await Attempt(grains, configuration, options, progress, cancel);
        if (status is { HasCycles: true, Finding: null, Reason: null } && options.Reductions != Reductions.None)
        {
            // Fairness is judged without reductions, so these are the states that have to be visited.
            options = options with { Reductions = Reductions.None };
            status = await Attempt(grains, configuration, options, progress, cancel);
        }
        SearchResult result = await Complete(status, configuration, options, cancel);
        return new ClusterSearched(result, [.. status.Silos], status.Attempts);
    }

    private static async Task<ExplorationStatus> Attempt(
        IGrainFactory grains,
        SeedConfiguration configuration,
        SearchOptions options,
        Action<ExplorationStatus> progress,
        CancellationToken cancel)
    {
        IExplorationGrain head = grains.GetGrain<IExplorationGrain>($"search-{Guid.NewGuid():N}");
        ExplorationStatus status;
        try
        {
            status = await Search(head, SpecOf(configuration, options), progress, cancel);
        }
        finally
        {
            await Quietly(head.Remove);
        }
        return status.Fault is { } fault ? throw new MachineException(fault) : status;
    }

    private static ExplorationSpec SpecOf(SeedConfiguration configuration, SearchOptions options) => new()
    {
        Configuration = ConfigurationText.Of(configuration),
        Reductions = (int)options.Reductions,
        MemoryLimitBytes = options.MemoryLimitBytes,
        LooksForCycles = options.LooksForCycles,
    };

    /// <summary>Waits for the head. One that is lost with its silo is new elsewhere, and begins again.</summary>
    private static async Task<ExplorationStatus> Search(
        IExplorationGrain head, ExplorationSpec spec, Action<ExplorationStatus> progress, CancellationToken cancel)
    {
        int heads = 0;
        int losses = 0;
        bool isInterrupted = false;
        var last = new ExplorationStatus();
        while (true)
        {
            try
            {
                if (!last.Begun)
                {
                    await head.Start(spec).WaitAsync(s_patience, CancellationToken.None);
                    heads++;
                }
                ExplorationStatus status = await head.Wait(GlanceMilliseconds).WaitAsync(s_patience, CancellationToken.None);
                if (!status.Begun && cancel.IsCancellationRequested)
                {
                    return last with { Reason = "interrupted", Finding = null };
                }
                last = status.Begun ? status with { Attempts = status.Attempts + heads - 1 } : last with { Begun = false };
                progress(last);
                if (last.Ended)
                {
                    return last;
                }
                if (cancel.IsCancellationRequested && !isInterrupted)
                {
                    await head.Interrupt().WaitAsync(s_patience, CancellationToken.None);
                    isInterrupted = true;
                }
            }
            catch (Exception lost) when (lost is OrleansException or TimeoutException)
            {
                if (++losses > MostLosses)
                {
                    throw new MachineException($"the silos are lost, and the search with them: {lost.Message}");
                }
                await Task.Delay(s_pause, CancellationToken.None);
            }
        }
    }

    private static async Task<SearchResult> Complete(
        ExplorationStatus status, SeedConfiguration configuration, SearchOptions options, CancellationToken cancel)
    {
        var result = new SearchResult(
            Verdict.Holds, null, [], status.States, status.Transitions, status.Depth, status.Bytes);
        if (status.Reason is { } reason)
        {
            return result with { Verdict = Verdict.Inconclusive, Reason = reason };
        }
        if (status.Finding is null && status.HasCycles != true)
        {
            bool areCounted = status.Interleavings is not null && !options.Reductions.HasFlag(Reductions.PartialOrder);
            return result with
            {
                Interleavings = areCounted ? new BigInteger(status.Interleavings, isUnsigned: true) : null,
            };
        }

        // What is wrong is near the first state, or in cycles: the steps are worked out here, by the search of one silo.
        var explorer = new ModelExplorer(SeedModel.Of(configuration));
        SearchOptions local = options with
        {
            Order = SearchOrder.BreadthFirst,
            MemoryLimitBytes = options.MemoryLimitBytes ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2),
        };
        SearchResult here = await Task.Run(() => explorer.Search(local, cancel), CancellationToken.None);
        if (here.Verdict != Verdict.Inconclusive)
        {
            return here with { StoredBytes = status.Bytes };
        }
        string least = options.Reductions.HasFlag(Reductions.PartialOrder) ? "at least " : "";
        return status.Finding is { } finding
            ? result with
            {
                Verdict = finding.Property == Finding.ModelError ? Verdict.ModelError : Verdict.Violated,
                Finding = new Finding(
                    finding.Property,
                    $"{finding.Description}, {least}{finding.Steps} steps from the start, which were not worked out: {here.Reason}"),
            }
            : result with { Verdict = Verdict.Inconclusive, Reason = $"looking at cycles: {here.Reason}" };
    }

    private static async Task Quietly(Func<Task> call)
    {
        try
        {
            await call().WaitAsync(s_patience);
        }
        catch (Exception)
        {
            // The silos forget by themselves what nobody asks about.
        }
    }
}
