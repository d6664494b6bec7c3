using System.Globalization;
using System.Numerics;
using SiloSim.CommandLine.Exploring;
using SiloSim.Explorer.Pictures;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>The page that a search ends with: what it comes to, what was searched, and what shows a violation.</summary>
internal static class ExplorePage
{
    private const int LabelColumns = 13;
    private const int LinesShown = 400;
    private const int ExactDigits = 30;

    /// <summary>Prints the page.</summary>
    /// <param name="console">Where.</param>
    /// <param name="explored">The search.</param>
    /// <param name="path">Where its counterexample was saved; null for nowhere.</param>
    public static void Write(IAnsiConsole console, Explored explored, string? path)
    {
        (string colour, string headline) = Headline(explored);
        console.Write(new Text(headline + "\n", Style.Parse($"bold {colour}")));
        var rows = new LabelledRows(console, LabelColumns);
        rows.Write("grey", "bound", Bound(explored.Configuration));
        rows.Write("grey", "variant", Variant(explored.Configuration));
        WriteSearch(rows, explored);
        if (explored is { Result.Verdict: Verdict.Inconclusive, Plan.Checkpoint: string checkpoint } && File.Exists(checkpoint))
        {
            rows.Write("grey", "checkpoint", $"{checkpoint}: the same options go on from there");
        }
        if (explored.Counterexample is { } counterexample)
        {
            WritePicture(console, counterexample.Picture);
        }
        if (path is not null)
        {
            console.RawLine($"saved: silosim replay {path}");
        }
    }

    /// <summary>Prints the page of a search of a guest.</summary>
    /// <param name="console">Where.</param>
    /// <param name="explored">The search.</param>
    public static void Write(IAnsiConsole console, GuestExplored explored)
    {
        (string colour, string headline) = Headline(explored);
        string bound = $"{Quantity.Of(explored.Options.Bound, "step")}";
        console.Write(new Text(
            (explored.Result.Verdict == Verdict.Holds ? $"{headline}, within the bound of {bound}" : headline) + "\n",
            Style.Parse($"bold {colour}")));
        var rows = new LabelledRows(console, LabelColumns);
        rows.Write("grey", "guest", $"{explored.Guest.Name}, {Quantity.Of(explored.Plan.Cpus, "CPU")}, at most "
            + $"{Quantity.Of(explored.Plan.Nmis, "NMI")} each, memory {KebabCase.Of(explored.Plan.Memory)}");
        rows.Write("grey", "bound", bound);
        WriteSearch(rows, explored);
        if (explored.Picture is { } picture)
        {
            WritePicture(console, picture, "--svg FILE");
        }
    }

    /// <summary>Prints a counterexample.</summary>
    /// <param name="console">Where.</param>
    /// <param name="picture">The counterexample.</param>
    /// <param name="whole">The option that shows all of one that is too long for a page.</param>
    public static void WritePicture(IAnsiConsole console, Picture picture, string whole = "--counterexample FILE")
    {
        IReadOnlyList<string> lines = PictureText.Of(picture, console.Profile.Width);
        int cut = Math.Max(0, lines.Count - LinesShown);
        console.RawLine("");
        foreach (string line in lines.Take(1))
        {
            WriteLine(console, line);
        }
        if (cut > 0)
        {
            console.RawLine($"      ... {Quantity.Exact(cut)} lines before: see {whole}");
        }
        foreach (string line in lines.Skip(1 + cut))
        {
            WriteLine(console, line);
        }
        console.RawLine("");
        if (picture.Finding is { } finding)
        {
            console.RawLine($"{finding.Property}: {finding.Description}");
        }
        if (picture.Steps.Any(static step => step.IsDecisive))
        {
            console.RawLine("* the order of these steps decides");
        }
    }

    /// <summary>What a configuration consists of, its variant aside.</summary>
    public static string Bound(SeedConfiguration configuration)
    {
        string nmis = configuration.NmiCpus == 0 ? "no NMIs"
            : $"{Quantity.Of(configuration.NmiCpus, "NMI CPU")}, "
                + (configuration.Nmis is int count ? $"{Quantity.Of(count, "NMI")} each" : "NMIs without end");
        string[] others =
        [
            configuration.Readers > 0 ? $", {Quantity.Of(configuration.Readers, "reader")}" : "",
            configuration.Self ? ", one of them the patcher's" : "",
            configuration.FailingWrite ? ", writes fail" : "",
            configuration.Flush != FlushReach.Local ? $", flush by {KebabCase.Of(configuration.Flush)}" : "",
            configuration.EarlyLoads ? ", early loads" : "",
        ];
        return $"{nmis}{others[1]}, {Quantity.Of(configuration.Sites, "site")}, {Quantity.Of(configuration.Rounds, "round")}"
            + $"{others[0]}{others[2]}{others[3]}, memory {KebabCase.Of(configuration.Memory)}{others[4]}";
    }

    /// <summary>What is taken out, and what is written at a time.</summary>
    public static string Variant(SeedConfiguration configuration)
    {
        string[] without = [.. ConfigurationText.WithoutOf(configuration)];
        return (without.Length > 0 ? "without " + string.Join(", ", without)
                : configuration.Scheme == PatchScheme.Breakpoint ? "whole breakpoint scheme" : "whole protocol")
            + (configuration.Variant.PatchUnit == PatchUnit.Word ? "" : ", by halfword")
            + (configuration.Text == ModelText.Comparison ? ", the comparison's model" : "");
    }

    /// <summary>A count with all its digits if they are few.</summary>
    public static string Count(BigInteger count) => count < BigInteger.Pow(10, ExactDigits)
        ? count.ToString("N0", CultureInfo.InvariantCulture)
        : count.ToString("0.00E+0", CultureInfo.InvariantCulture).Replace("E+", " x 10^", StringComparison.Ordinal);

    private static void WriteLine(IAnsiConsole console, string line)
    {
        if (line.StartsWith('*'))
        {
            console.Write(new Text(line + "\n", Style.Parse("bold yellow")) { Overflow = Overflow.Fold });
        }
        else
        {
            console.RawLine(line);
        }
    }

    private static void WriteSearch(LabelledRows rows, Searched explored)
    {
        rows.Write("grey", "search", HowItWasSearched(explored));
        if (explored.Silos.Length > 0)
        {
            rows.Write("grey", "silos", string.Join(
                ", ", explored.Silos.Select(static silo => $"{silo.Silo} {Quantity.Of(silo.States, "state")}")));
        }
        rows.Write("grey", "speed", string.Create(CultureInfo.InvariantCulture, $"{explored.Seconds:0.00} s: ")
            + $"{Quantity.Short(explored.StatesPerSecond)} states a second"
            + (explored.Options.Store == StateStore.None ? ""
                : string.Create(CultureInfo.InvariantCulture, $", {explored.BytesPerState:0} bytes a state")));
        if (explored is { Result.Verdict: Verdict.Holds, Options.MayLeaveOut: true })
        {
            rows.Write("yellow", "not searched", "livelocks: they are found in exact worlds only");
        }
    }

    private static (string Colour, string Headline) Headline(Searched explored)
    {
        SearchResult result = explored.Result;
        string states = Quantity.Of(result.States, "state");
        return result.Verdict switch
        {
            Verdict.Holds when explored.Options.Store == StateStore.None => ("green", explored.Options.Reductions == Reductions.None
                ? $"holds in all {Quantity.Of(result.Runs, "interleaving")}"
                : $"holds in {Quantity.Of(result.Runs, "run")}, one for each order of steps that matters"),
            Verdict.Inconclusive when explored.Options.Store == StateStore.None =>
                ("yellow", $"inconclusive: nothing wrong in {Quantity.Of(result.Runs, "run")}"
                    + (result.Reason is null ? "" : $", {result.Reason}")),
            Verdict.Holds when result.Interleavings is BigInteger count =>
                ("green", $"holds in all {states}, {Count(count)} {(count.IsOne ? "interleaving" : "interleavings")}"),
            Verdict.Holds when explored.Options.MayLeaveOut =>
                ("yellow", $"holds in the {states} visited; {Omission(explored)}"),
            Verdict.Holds => ("green", $"holds in all {states}"),
            Verdict.Violated when !explored.HasSteps => ("red", $"violation: {explored.Property}: {WithoutSteps(explored)}"),
            Verdict.Violated => ("red", $"violation: {explored.Property} after {StepsTo(result)}"),
            Verdict.ModelError when !explored.HasSteps => ("red", $"model error: {WithoutSteps(explored)}"),
            Verdict.ModelError => ("red", $"model error after {StepsTo(result)}: {result.Finding?.Description}"),
            _ => ("yellow", $"inconclusive: searched {states}, not exhausted: {result.Reason}"),
        };
    }

    private static string StepsTo(SearchResult result) => Quantity.Of(result.Counterexample.Length, "step");

    // Where silos searched the description says why the steps were not worked out.
    private static string WithoutSteps(Searched explored) => explored.Result.Finding?.Description
        + (explored.Silos.Length > 0 ? "" : "; the memory limit kept the steps from being worked out");

    private static string Omission(Searched explored)
    {
        string bound = explored.Result.Omission.ToString("0.0E+0", CultureInfo.InvariantCulture);
        return explored.Options.Store == StateStore.Hash
            ? $"hash compaction: a state was left out with probability <= {bound}"
            : $"bitstate: each other was left out with probability <= {bound}";
    }

    private static string HowItWasSearched(Searched explored)
    {
        Reductions reductions = explored.Options.Reductions;
        if (explored.Runs is { } runs)
        {
            return $"{KebabCase.Of(explored.Strategy)}, seed {runs.Seed}, {Quantity.Of(explored.Result.Runs, "run")} of "
                + $"{Quantity.Exact(runs.Count)}: {Quantity.Of(explored.Result.Transitions, "transition")}, "
                + $"{Quantity.Exact(explored.Result.Depth)} deep";
        }
        return $"{KebabCase.Of(explored.Strategy)}, "
            + (reductions == Reductions.None ? "no reduction" : $"reduction {KebabCase.Of(reductions)}")
            + (explored.Options.Store == StateStore.Exact ? "" : $", store {KebabCase.Of(explored.Options.Store)}")
            + (explored.Silos.Length > 0 ? $", {Quantity.Of(explored.Silos.Length, "silo")}: "
                : $", {Quantity.Of(explored.Options.Workers, "worker")}: ")
            + $"{Quantity.Of(explored.Result.States, "state")}, "
            + $"{Quantity.Of(explored.Result.Transitions, "transition")}, {Quantity.Exact(explored.Result.Depth)} deep";
    }
}
