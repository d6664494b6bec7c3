using SiloSim.Explorer.Search;

namespace SiloSim.Ftrace.Models;

/// <summary>What of a request says how to search, whatever is searched.</summary>
internal static class SearchPlanner
{
    private const ulong DefaultSeed = 1;
    private const long DefaultRuns = 100_000;
    private const long MostRuns = 1_000_000_000_000;
    private const int MostWorkers = 64;

    /// <summary>What is wrong with how a search is asked for; null if nothing is.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">How, for the strategies that store worlds.</param>
    /// <param name="runs">The runs, for those that choose by chance; null for others.</param>
    public static string? Wrong(
        ExploreRequest request, out ExploreStrategy strategy, out SearchOptions options, out ChanceRuns? runs)
    {
        options = new SearchOptions();
        runs = null;
        StateStore store = StateStore.Exact;
        string? wrong = ExplorePlanner.Word("--strategy", request.Strategy, out strategy)
            ?? (request.Store is null ? null : ExplorePlanner.Word("--store", request.Store, out store));
        if (wrong is not null)
        {
            return wrong;
        }

        strategy = store == StateStore.None && request.Strategy is null ? ExploreStrategy.DepthFirst : strategy;
        bool isByChance = strategy is ExploreStrategy.Random or ExploreStrategy.Pct;
        Reductions reductions = isByChance ? Reductions.None
            : store == StateStore.None ? Reductions.PartialOrder : Reductions.Symmetry;
        long? limit = null;
        wrong = (request.Reduction is null ? null : ExplorePlanner.Word("--reduction", request.Reduction, out reductions))
            ?? (request.MemoryLimit is null ? null : WrongLimit(request.MemoryLimit, out limit))
            ?? ExplorePlanner.Range("--workers", request.Workers, 1, MostWorkers)
            ?? (isByChance ? WrongByChance(request, reductions) : WrongStored(request, strategy, store, reductions));
        runs = isByChance ? new ChanceRuns(request.Seed ?? DefaultSeed, request.Runs ?? DefaultRuns) : null;
        options = new SearchOptions
        {
            Order = strategy == ExploreStrategy.DepthFirst ? SearchOrder.DepthFirst : SearchOrder.BreadthFirst,
            Reductions = reductions,
            Store = isByChance ? StateStore.None : store,
            Workers = request.Workers ?? 1,
            MemoryLimitBytes = limit,
        };
        return wrong;
    }

    private static string? WrongByChance(ExploreRequest request, Reductions reductions)
    {
        string runs = $"{request.Strategy} runs";
        return reductions != Reductions.None ? $"--reduction {request.Reduction}: {runs} are not reduced, they store no worlds"
            : (request.Checkpoint ?? request.Store ?? request.MemoryLimit) is not null
                ? $"--store, --checkpoint, --memory-limit: {runs} store no worlds"
            : request.Workers > 1 ? $"--workers {request.Workers}: {runs} are made one after the other"
            : request.All ? $"--all is many searches, whose verdicts are exact: {runs} prove nothing"
            : request.Runs is < 1 or > MostRuns ? $"--runs {request.Runs}: 1 to {MostRuns}"
            : null;
    }

    private static string? WrongStored(
        ExploreRequest request, ExploreStrategy strategy, StateStore store, Reductions reductions)
    {
        if (request.Seed is not null || request.Runs is not null)
        {
            return $"{(request.Seed is null ? "--runs" : "--seed")}: it is for --strategy random and pct";
        }

        if (request.All && (request.Checkpoint is not null || store != StateStore.Exact))
        {
            return "--all is many searches, whose verdicts are exact: it takes no --store, and no --checkpoint";
        }

        return request.Checkpoint is { } file && string.IsNullOrWhiteSpace(file) ? "--checkpoint: the name of the file is empty"
            : store != StateStore.Exact && request.Nmis == ExplorePlanner.Unbounded
                ? $"--store {request.Store}: livelocks, which --nmis {ExplorePlanner.Unbounded} is for, are found in exact worlds only"
            : store == StateStore.None ? WrongUnstored(request, strategy, reductions) : null;
    }

    private static string? WrongUnstored(ExploreRequest request, ExploreStrategy strategy, Reductions reductions)
    {
        const string none = "--store none makes runs, depth first";
        return strategy != ExploreStrategy.DepthFirst ? $"--strategy {request.Strategy}: {none}"
            : reductions.HasFlag(Reductions.Symmetry)
                ? $"--reduction {request.Reduction}: {none}, and takes none or partial-order"
            : (request.Checkpoint ?? request.MemoryLimit) is not null ? $"--checkpoint, --memory-limit: {none}, and stores no worlds"
            : request.Workers > 1 ? $"--workers {request.Workers}: {none}, one after the other"
            : null;
    }

    private static string? WrongLimit(string text, out long? bytes)
    {
        bytes = null;
        int shift = text.Length == 0 ? 0 : text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        int number = ExplorePlanner.NumberOf(shift == 0 ? text : text[..^1]) ?? 0;
        if (number < 1)
        {
            return $"--memory-limit {text}: MiB, or a number with K, M or G, such as 512M";
        }

        bytes = (long)number << (shift == 0 ? 20 : shift);
        return null;
    }
}
