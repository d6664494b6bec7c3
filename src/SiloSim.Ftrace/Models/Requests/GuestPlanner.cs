using System.Diagnostics.CodeAnalysis;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Ftrace.Models;

/// <summary>Makes a plan for a search of a guest, or says in one line why what is asked for means nothing.</summary>
public static class GuestPlanner
{
    /// <summary>How far a search goes, in steps, if nobody says it.</summary>
    public const int DefaultBound = 1000;

    private const int DefaultCpus = 2;
    private const int DefaultNmis = 1;

    // More than anybody can search.
    private const int MostCpus = 32;
    private const int MostNmis = 1000;
    private const int MostSteps = 1_000_000;

    /// <summary>Makes a plan.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="error">One line that names the option and what would be right.</param>
    /// <returns>Whether there is a plan.</returns>
    public static bool TryPlan(
        ExploreRequest request,
        [NotNullWhen(true)] out GuestPlan? plan,
        [NotNullWhen(false)] out string? error)
    {
        plan = null;
        int? nmis = request.Nmis is null ? DefaultNmis : ExplorePlanner.NumberOf(request.Nmis);
        SearchOptions options = new();
        ExploreStrategy strategy = default;
        ChanceRuns? runs = null;
        MemoryModel memory = default;
        error = Meaningless(request)
            ?? ExplorePlanner.Range("--bound", request.Bound, 1, MostSteps)
            ?? ExplorePlanner.Range("--cpus", request.Cpus, 1, MostCpus)
            ?? (nmis is >= 0 and <= MostNmis ? null : $"--nmis {request.Nmis}: 0 to {MostNmis} on each CPU of a guest")
            ?? ExplorePlanner.Word("--memory", request.Memory, out memory)
            ?? SearchPlanner.Wrong(request, out strategy, out options, out runs)
            ?? WrongForGuests(request, options, runs);
        if (error is not null)
        {
            return false;
        }

        plan = new GuestPlan(request.Cpus ?? DefaultCpus, nmis!.Value, memory, strategy, options with
        {
            Bound = request.Bound ?? DefaultBound,
            Reductions = request.Reduction is null ? Reductions.None : options.Reductions,
        })
        { Runs = runs };
        return true;
    }

    private static string? WrongForGuests(ExploreRequest request, SearchOptions options, ChanceRuns? runs) =>
        options.Store == StateStore.None && runs is null
            ? $"--store {request.Store}: guests are searched with stored worlds, or by --strategy random or pct"
        : request.Reduction is not null && options.Reductions.HasFlag(Reductions.Symmetry)
            ? $"--reduction {request.Reduction}: the CPUs of a guest know their numbers, so none or partial-order"
        : null;

    /// <summary>Options that are of the protocol's models.</summary>
    private static string? Meaningless(ExploreRequest request)
    {
        (string Option, bool IsSaid)[] options =
        [
            ("--without", request.Without.Length > 0),
            ("--scheme", request.Scheme is not null),
            ("--model", request.Model is not null),
            ("--nmi-cpus", request.NmiCpus is not null),
            ("--sites", request.Sites is not null),
            ("--rounds", request.Rounds is not null),
            ("--self", request.Self),
            ("--failing-write", request.FailingWrite),
            ("--readers", request.Readers is not null),
            ("--flush", request.Flush is not null),
            ("--patch-unit", request.PatchUnit is not null),
            ("--early-loads", request.EarlyLoads),
            ("--all", request.All),
            ("--checkpoint", request.Checkpoint is not null),
        ];
        string? option = options.FirstOrDefault(static one => one.IsSaid).Option;
        return option is null ? null
            : option == "--nmi-cpus" ? "--nmi-cpus: a guest says itself, by SR.BL, which of its CPUs take NMIs"
            : option == "--checkpoint" ? "--checkpoint: searches of guests are not left in files"
            : $"{option}: it is of the protocol's models, and --guest runs the text of a guest";
    }
}
