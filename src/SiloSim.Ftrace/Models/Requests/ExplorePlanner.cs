using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Ftrace.Models;

/// <summary>Makes a plan of what is asked for, or says in one line why it means nothing.</summary>
public static class ExplorePlanner
{
    /// <summary>The word of <c>--nmis</c> for NMIs without end.</summary>
    public const string Unbounded = "unbounded";

    // More than anybody can search; what it bounds are tables and addresses.
    private const int MostCpus = 32;
    private const int MostSites = 64;
    private const int MostRepeats = 1000;

    /// <summary>Makes a plan.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="error">One line that names the option and what would be right.</param>
    /// <returns>Whether there is a plan.</returns>
    public static bool TryPlan(
        ExploreRequest request,
        [NotNullWhen(true)] out ExplorePlan? plan,
        [NotNullWhen(false)] out string? error)
    {
        plan = null;
        SeedConfiguration? configuration = null;
        if ((request.Bound ?? request.Cpus) is not null)
        {
            error = $"{(request.Bound is null ? "--cpus" : "--bound")}: it is for --guest FILE";
            return false;
        }

        if (request is { All: true, NamesAConfiguration: true })
        {
            error = "--all is the whole table: it takes no configuration";
            return false;
        }

        error = SearchPlanner.Wrong(request, out ExploreStrategy strategy, out SearchOptions options, out ChanceRuns? runs);
        if (error is not null || (!request.All && !TryConfigure(request, out configuration, out error)))
        {
            return false;
        }

        plan = new ExplorePlan(configuration, strategy, options) { Checkpoint = request.Checkpoint, Runs = runs };
        return true;
    }

    /// <summary>Makes a configuration.</summary>
    /// <param name="request">What is asked for; how it is to be searched does not matter.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="error">One line that names the option and what would be right.</param>
    /// <returns>Whether there is a configuration.</returns>
    public static bool TryConfigure(
        ExploreRequest request,
        [NotNullWhen(true)] out SeedConfiguration? configuration,
        [NotNullWhen(false)] out string? error)
    {
        configuration = null;
        string?[] wrongWords =
        [
            Word("--scheme", request.Scheme, out PatchScheme scheme),
            Word("--model", request.Model, out ModelText text),
            Word("--flush", request.Flush, out FlushReach flush),
            Word("--patch-unit", request.PatchUnit, out PatchUnit patchUnit),
            Word("--memory", request.Memory, out MemoryModel memory),
        ];
        error = Array.Find(wrongWords, wrong => wrong is not null)
            ?? WrongBounds(request)
            ?? (scheme == PatchScheme.Breakpoint ? WrongBreakpoint(request, text, flush) : WrongSeed(request))
            ?? (text == ModelText.Comparison ? WrongComparison(request, flush) : null);
        if (error is not null)
        {
            return false;
        }

        bool isSeed = scheme == PatchScheme.Seed;
        if (!Variant.TryParse(
            isSeed ? request.Without : [], isSeed ? patchUnit : PatchUnit.Halfword, out Variant? variant, out error))
        {
            return false;
        }

        int nmiCpus = request.NmiCpus ?? (isSeed ? 2 : 0);
        configuration = new SeedConfiguration
        {
            Variant = variant,
            Scheme = scheme,
            WithoutBreakpoint = isSeed ? [] : [.. Enum.GetValues<BreakpointStep>()
                .Where(step => request.Without.Contains(KebabCase.Of(step)))],
            Text = text,
            NmiCpus = nmiCpus,
            Nmis = nmiCpus == 0 ? 0 : request.Nmis == Unbounded ? null : NumberOf(request.Nmis ?? "2"),
            Sites = request.Sites ?? 2,
            Rounds = request.Rounds ?? 1,
            Self = request.Self,
            FailingWrite = request.FailingWrite,
            Readers = request.Readers ?? (isSeed ? 0 : 1),
            Flush = flush,
            Memory = memory,
            EarlyLoads = request.EarlyLoads,
        };
        return true;
    }

    private static string? WrongBounds(ExploreRequest request) =>
        Range("--nmi-cpus", request.NmiCpus, 0, MostCpus)
        ?? (request.Nmis is null or Unbounded || NumberOf(request.Nmis) is >= 1 and <= MostRepeats ? null
            : $"--nmis {request.Nmis}: 1 to {MostRepeats}, or {Unbounded}")
        ?? Range("--sites", request.Sites, 1, MostSites)
        ?? Range("--rounds", request.Rounds, 1, MostRepeats)
        ?? Range("--readers", request.Readers, 0, MostCpus);

    private static string? WrongSeed(ExploreRequest request)
    {
        if (request.Without.FirstOrDefault(name => BreakpointNames.Contains(name)) is string sync)
        {
            return $"--without {sync}: that step is of --scheme breakpoint";
        }

        return request.NmiCpus != 0 ? null
            : request.Nmis is not null ? "--nmis: no CPU takes NMIs with --nmi-cpus 0"
            : request.Self ? "--self: no CPU takes NMIs with --nmi-cpus 0"
            : null;
    }

    private static string? WrongBreakpoint(ExploreRequest request, ModelText text, FlushReach flush)
    {
        const string none = "--scheme breakpoint has none";
        if (request.Without.FirstOrDefault(name => !BreakpointNames.Contains(name)) is string step)
        {
            return $"--without {step}: --scheme breakpoint has the steps {string.Join(", ", BreakpointNames)}";
        }

        return text == ModelText.Comparison ? "--model comparison is of the seed: there is none with --scheme breakpoint"
            : request.NmiCpus > 0 || request.Nmis is not null || request.Self
                ? "--nmi-cpus, --nmis, --self: no NMIs with --scheme breakpoint, which is not made for them"
            : request.FailingWrite ? $"--failing-write: writes do not fail here, {none} that is probed"
            : flush != FlushReach.Local ? $"--flush {request.Flush}: {none}"
            : request.EarlyLoads ? $"--early-loads: it is for the loads of the NMI's write, {none}"
            : request.PatchUnit == KebabCase.Of(PatchUnit.Word) ? "--patch-unit word: --scheme breakpoint writes halves"
            : null;
    }

    private static string? WrongComparison(ExploreRequest request, FlushReach flush)
    {
        const string none = "--model comparison has none";
        return request.Readers > 0 ? $"--readers {request.Readers}: {none}"
            : flush != FlushReach.Local ? $"--flush {request.Flush}: {none}"
            : request.Without.FirstOrDefault(name => name == KebabCase.Of(Step.StopMachine)
                || name == KebabCase.Of(Step.IcacheFlush)) is string step ? $"--without {step}: {none}"
            : null;
    }

    private static ImmutableArray<string> BreakpointNames { get; } =
        [.. Enum.GetValues<BreakpointStep>().Select(KebabCase.Of)];

    /// <summary>What is wrong with a number; null if nothing is.</summary>
    internal static string? Range(string option, int? number, int least, int most) =>
        number is null || (number >= least && number <= most) ? null
            : string.Create(CultureInfo.InvariantCulture, $"{option} {number}: {least} to {most}");

    /// <summary>A number without a sign; null if it is none.</summary>
    internal static int? NumberOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>What is wrong with a word; null if nothing is.</summary>
    internal static string? Word<T>(string option, string? word, out T value)
        where T : struct, Enum
    {
        value = default;
        if (word is null)
        {
            return null;
        }

        T[] values = Enum.GetValues<T>();
        int index = Array.FindIndex(values, one => KebabCase.Of(one) == word);
        if (index < 0)
        {
            return $"{option} {word}: {string.Join(", ", values[..^1].Select(KebabCase.Of))} or {KebabCase.Of(values[^1])}";
        }

        value = values[index];
        return null;
    }
}
