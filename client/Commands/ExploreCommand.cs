using System.CommandLine;
using System.Diagnostics;
using SiloSim.Client;
using SiloSim.CommandLine.Clusters;
using SiloSim.CommandLine.Experiments;
using SiloSim.CommandLine.Exploring;
using SiloSim.CommandLine.Rendering;
using SiloSim.Explorer.Pictures;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim explore</c>: searches all interleavings of the protocol.</summary>
internal static class ExploreCommand
{
    private static readonly Option<string[]> s_without = new("--without")
    {
        HelpName = "STEP",
        Description = "leave a step out, repeatable",
    };

    private static readonly Option<string> s_scheme = Word("--scheme", "NAME", "seed, breakpoint; protocol, comparison");
    private static readonly Option<string> s_model = Word("--model", "NAME", null);
    private static readonly Option<int?> s_nmiCpus = Number("--nmi-cpus", "C", "CPUs that take NMIs [2], number of NMIs [2]");
    private static readonly Option<string> s_nmis = Word("--nmis", "K", null);
    private static readonly Option<int?> s_sites = Number("--sites", "S", "call sites [2], rounds that switch them [1]");
    private static readonly Option<int?> s_rounds = Number("--rounds", "R", null);
    private static readonly Option<bool> s_self = Flag("--self", "NMIs on the patcher; writes that fail");
    private static readonly Option<bool> s_failingWrite = Flag("--failing-write", null);
    private static readonly Option<int?> s_readers = Number("--readers", "N", "CPUs that run the sites outside NMIs [0]");
    private static readonly Option<string> s_flush = Word("--flush", "HOW", "local, broadcast, ipi (waits) [local]");
    private static readonly Option<string> s_patchUnit = Word("--patch-unit", "UNIT", "write sites by word or by halfword [word]");
    private static readonly Option<string> s_memory = Word("--memory", "MODEL", "sc, tso, pso [sc]; loads that move up");
    private static readonly Option<bool> s_earlyLoads = Flag("--early-loads", null);
    private static readonly Option<string> s_strategy = Word("--strategy", "NAME", "breadth-first, depth-first, random, pct");
    private static readonly Option<ulong?> s_seed = Numbers.Option<ulong>("--seed", "N", "of random and pct [1]; how many [100000]");
    private static readonly Option<long?> s_runs = Numbers.Option<long>("--runs", "N", null);
    private static readonly Option<string> s_reduction = Word("--reduction", "NAME", "none, partial-order, symmetry, all");
    private static readonly Option<int?> s_workers = Number("--workers", "N", "threads that search [1]");
    private static readonly Option<string> s_memoryLimit = Word("--memory-limit", "SIZE", "most memory, as 512M [half of all]");
    private static readonly Option<string> s_store = Word("--store", "NAME", "exact, hash, bitstate, none; resume FILE");
    private static readonly Option<string> s_checkpoint = Word("--checkpoint", "FILE", null);
    private static readonly Option<string> s_counterexample = Word("--counterexample", "FILE", "save what violates; draw it");
    private static readonly Option<string> s_svg = Word("--svg", "FILE", null);
    private static readonly Option<bool> s_all = Flag("--all", "the table of all steps; lines of JSON");
    private static readonly Option<bool> s_json = Flag("--json", null);
    private static readonly Option<int?> s_silos = Number("--silos", "N", "silos here, or running ones, that search");
    private static readonly Option<string> s_cluster = Word("--cluster", "LIST", null);
    private static readonly Option<string> s_clusterId = new("--cluster-id") { Hidden = true, HelpName = "NAME" };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("explore", "Searches every interleaving of the protocol for what goes wrong.")
        {
            s_without, s_scheme, s_model, s_nmiCpus, s_nmis, s_sites, s_rounds, s_self, s_failingWrite, s_readers, s_flush,
            s_patchUnit, s_memory, s_earlyLoads, s_strategy, s_seed, s_runs, s_reduction, s_workers, s_memoryLimit, s_store, s_checkpoint,
            s_counterexample, s_svg, s_all, s_json, s_silos, s_cluster, s_clusterId,
            ExploreGuest.Guest, ExploreGuest.Bound, ExploreGuest.Cpus,
        };
        command.Options.Add(HelpPage.Option("silosim explore --without nmi-write"));
        command.SetAction(async (parsed, cancel) => (int)await Run(parsed, terminal, cancel));
        return command;
    }

    /// <summary>Checks a command line without <c>--all</c>, and plans the search of the protocol that it asks for.</summary>
    /// <exception cref="SiloSim.Machine.SiloSimException">It cannot be made.</exception>
    public static SearchWork Plan(ParseResult parsed)
    {
        ClusterChoice choice = new ClusterChoice(
            parsed.GetValue(s_silos), parsed.GetValue(s_cluster), parsed.GetValue(s_clusterId)).Checked();
        ExplorePlan plan = Plan(parsed, choice);
        return new SearchWork(plan, plan.Configuration!, choice);
    }

    private static ExplorePlan Plan(ParseResult parsed, ClusterChoice choice) =>
        !ExplorePlanner.TryPlan(RequestOf(parsed), out ExplorePlan? plan, out string? error) ? throw new WrongUsageException(error)
        : choice.IsMade && Exploration.WhyNotOverSilos(plan, parsed.GetValue(s_workers)) is { } reason ? throw new WrongUsageException(reason)
        : plan;

    private static async Task<ExitCode> Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        ClusterChoice choice = new ClusterChoice(
            parsed.GetValue(s_silos), parsed.GetValue(s_cluster), parsed.GetValue(s_clusterId)).Checked();
        if (parsed.GetValue(ExploreGuest.Guest) is { } guest)
        {
            return parsed.GetValue(s_counterexample) is not null
                ? throw new WrongUsageException("--counterexample: replay takes the protocol's; --svg draws a guest's")
                : choice.IsMade
                ? throw new WrongUsageException("--guest: silos search the protocol's models, one process searches guests")
                : await ExploreGuest.Run(
                    guest, RequestOf(parsed), parsed.GetValue(s_svg), parsed.GetValue(s_json), terminal, cancel);
        }
        ExplorePlan plan = Plan(parsed, choice);
        string? counterexample = parsed.GetValue(s_counterexample);
        string? svg = parsed.GetValue(s_svg);
        OutputFile.Differ(counterexample, svg);
        OutputFile.Differ(counterexample ?? svg, parsed.GetValue(s_checkpoint));
        if (plan.Configuration is { } configuration)
        {
            return await One(
                plan, configuration, choice, OutputFile.Of("--counterexample", counterexample), OutputFile.Of("--svg", svg),
                parsed.GetValue(s_json), terminal, cancel);
        }
        return (counterexample ?? svg) is null
            ? await All(plan, parsed.GetValue(s_json), terminal, cancel)
            : throw new WrongUsageException("--all finds many counterexamples: --counterexample and --svg take one");
    }

    private static async Task<ExitCode> One(
        ExplorePlan plan, SeedConfiguration configuration, ClusterChoice choice, OutputFile? file, OutputFile? svg, bool json,
        Terminal terminal, CancellationToken cancel)
    {
        Explored explored = await SearchDisplay.Show(terminal.Error, async show =>
        {
            await using ICluster? cluster = choice.IsMade ? await choice.Open(cancel) : null;
            var time = Stopwatch.StartNew();
            void Progress(SearchProgress now) => show(SearchDisplay.Line(now, time.Elapsed.TotalSeconds));
            return cluster is null
                ? await Exploration.Search(plan, configuration, Progress, cancel)
                : await Exploration.SearchOver(plan, configuration, cluster.Grains, choice.SilosHere, Progress, cancel);
        });
        string? path = null;
        if (explored.Counterexample is { } counterexample)
        {
            file?.Write(CounterexampleFile.Write(counterexample));
            svg?.Write(PictureSvg.Of(counterexample.Picture, "silosim explore " + ConfigurationText.Of(configuration)));
            path = file?.Path;
        }
        if (json)
        {
            terminal.Out.RawLine(ExploreJson.Of(explored, path));
        }
        else
        {
            ExplorePage.Write(terminal.Out, explored, path);
        }
        return ExitCodes.Of(explored.Result.Verdict);
    }

    private static async Task<ExitCode> All(ExplorePlan plan, bool json, Terminal terminal, CancellationToken cancel)
    {
        List<(VerificationRow Row, Explored Explored)> rows = [];
        ExitCode exitCode = await SearchDisplay.Show(terminal.Error, show => VerificationRun.Run(
            plan,
            (row, now) => show($"{rows.Count + 1} of {VerificationTable.All.Length}: {Quantity.Short(now.States)} states of "
                + ConfigurationText.Of(row.Configuration)),
            (row, explored) =>
            {
                rows.Add((row, explored));
                if (json)
                {
                    terminal.Out.RawLine(ExploreJson.Of(explored, null, row));
                }
            },
            cancel));
        if (!json)
        {
            VerificationPage.Write(terminal.Out, rows);
        }
        return exitCode;
    }

    private static ExploreRequest RequestOf(ParseResult parsed) => new()
    {
        Without = [.. parsed.GetValue(s_without) ?? []],
        Scheme = parsed.GetValue(s_scheme),
        Model = parsed.GetValue(s_model),
        NmiCpus = parsed.GetValue(s_nmiCpus),
        Nmis = parsed.GetValue(s_nmis),
        Sites = parsed.GetValue(s_sites),
        Rounds = parsed.GetValue(s_rounds),
        Self = parsed.GetValue(s_self),
        FailingWrite = parsed.GetValue(s_failingWrite),
        Readers = parsed.GetValue(s_readers),
        Flush = parsed.GetValue(s_flush),
        PatchUnit = parsed.GetValue(s_patchUnit),
        Memory = parsed.GetValue(s_memory),
        EarlyLoads = parsed.GetValue(s_earlyLoads),
        Strategy = parsed.GetValue(s_strategy),
        Seed = parsed.GetValue(s_seed),
        Runs = parsed.GetValue(s_runs),
        Reduction = parsed.GetValue(s_reduction),
        Workers = parsed.GetValue(s_workers),
        MemoryLimit = parsed.GetValue(s_memoryLimit),
        Store = parsed.GetValue(s_store),
        Checkpoint = parsed.GetValue(s_checkpoint),
        All = parsed.GetValue(s_all),
        Bound = parsed.GetValue(ExploreGuest.Bound),
        Cpus = parsed.GetValue(ExploreGuest.Cpus),
    };

    // An option without a description shares the row of the one before it on the help page.
    private static Option<string> Word(string name, string helpName, string? description) =>
        new(name) { HelpName = helpName, Description = description };

    private static Option<bool> Flag(string name, string? description) => new(name) { Description = description };

    private static Option<int?> Number(string name, string helpName, string? description) =>
        Numbers.Option<int>(name, helpName, description);
}
