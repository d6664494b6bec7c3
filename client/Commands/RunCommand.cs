using System.CommandLine;
using SiloSim.Client;
using SiloSim.CommandLine.Clusters;
using SiloSim.CommandLine.Experiments;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Sh4;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim run</c>: runs a guest while its text is patched, and reports.</summary>
internal static class RunCommand
{
    private static readonly RunOptions s_defaults = new();

    private static readonly Option<string> s_guest = Word("--guest", "FILE", "SuperH ELF to run [a traced guest of our own]");
    private static readonly Option<int?> s_cpus = Numbers.Option<int>("--cpus", "N", "CPUs, 1 to 4096 [4]");
    private static readonly Option<int?> s_silos = Numbers.Option<int>("--silos", "N", "silos in this process, 1 to 16 [1]");
    private static readonly Option<string> s_placement =
        Word("--placement", "P", "spread, pack[:N] or pinned:CPUS=SILO,... [spread]");

    private static readonly Option<string> s_cluster =
        Word("--cluster", "HOST:PORT,...", "use running silos, by their gateways");

    private static readonly Option<int?> s_toggles =
        Numbers.Option<int>("--toggles", "N", "switch the call sites this many times [100]");

    private static readonly Option<string> s_sites =
        Word("--sites", "PATTERN", "only sites of functions that match, as 'fib*' [all]");

    private static readonly Option<int?> s_nmiEvery =
        Numbers.Option<int>("--nmi-every", "N", "instructions between NMIs of a CPU [10000 or more]");

    private static readonly Option<string> s_mode = Word("--mode", "MODE", "lockstep (repeatable) or free (fast) [lockstep]");
    private static readonly Option<ulong?> s_seed = Numbers.Option<ulong>("--seed", "N", "order of everything in lockstep [1]");
    private static readonly Option<string[]> s_without = new("--without")
    {
        HelpName = "STEP",
        Description = "leave a step out, repeatable; see silosim variants",
    };

    private static readonly Option<string> s_patchUnit =
        Word("--patch-unit", "UNIT", "write sites by word or by halfword [word]");

    private static readonly Option<string> s_readOnly =
        Word("--read-only", "PATTERN", "frames of these symbols refuse writes [none]");

    private static readonly Option<bool> s_noDynamicFtrace = new("--no-dynamic-ftrace")
    {
        Description = "NMIs skip enter and exit, nothing is patched",
    };

    private static readonly Option<double?> s_timeLimit =
        Numbers.Option<double>("--time-limit", "SECONDS", "give up the modifications after this [120]");

    private static readonly Option<long?> s_hangLimit =
        Numbers.Option<long>("--hang-limit", "N", "instructions that a CPU has to end in [20000000]");

    private static readonly Option<int?> s_rest =
        Numbers.Option<int>("--rest", "N", "instructions between two rounds [20000]");

    private static readonly Option<string> s_icache = Word(
        "--icache", "MODEL", "coherent, modelled or modelled-16k, -32k [coherent]");

    private static readonly Option<string> s_trace = Word("--trace", "FILE", "write the function trace to this file");
    private static readonly Option<bool> s_json = new("--json") { Description = "print the report as JSON; this page" };

    // Two clusters on one host differ by this name; one that a person starts has the default.
    private static readonly Option<string> s_clusterId = new("--cluster-id") { Hidden = true, HelpName = "NAME" };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("run", "Runs a guest on a machine of grains while its text is patched.")
        {
            s_guest, s_cpus, s_silos, s_placement, s_cluster, s_toggles, s_sites, s_nmiEvery, s_mode, s_seed, s_without,
            s_patchUnit, s_readOnly, s_noDynamicFtrace, s_timeLimit, s_hangLimit, s_rest, s_icache, s_trace, s_json, s_clusterId,
        };
        command.Options.Add(HelpPage.Option("silosim run --cpus 4 --without nmi-write --seed 7", besideTheLast: true));
        command.SetAction(async (parsed, cancel) => (int)await Run(parsed, terminal, cancel));
        return command;
    }

    /// <summary>Checks a command line, and plans the run that it asks for.</summary>
    /// <exception cref="SiloSim.Machine.SiloSimException">It cannot be made.</exception>
    public static RunWork Plan(ParseResult parsed)
    {
        var guest = GuestFile.Load(parsed.GetValue(s_guest));
        PlannedRun run = RunPlanner.Plan(guest.Name, guest.Elf, Options(parsed));
        return new RunWork(run, guest, new ClusterChoice(
            parsed.GetValue(s_silos), parsed.GetValue(s_cluster), parsed.GetValue(s_clusterId)).Checked());
    }

    private static async Task<ExitCode> Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        (PlannedRun run, GuestFile guest, ClusterChoice choice) = Plan(parsed);
        TraceFile? trace = TraceFile.Of(parsed.GetValue(s_trace), guest);
        bool json = parsed.GetValue(s_json);
        RunReport report = await RunDisplay.Show(
            json ? terminal.Error : terminal.Out,
            run,
            async progress =>
            {
                await using ICluster cluster = await choice.Open(cancel);
                return await Experiment.Run(
                    cluster.Grains, run, progress, cancel, machine => progress.Ended(machine, trace, run.Spec.Cpus));
            });
        if (json)
        {
            terminal.Out.RawLine(report.ToJson());
        }
        else
        {
            ReportPage.Write(terminal.Out, report);
        }
        if (report.GuestFailure is { } failure)
        {
            terminal.Error.RawLine("silosim: " + ReportPage.FailureLine(failure));
        }
        return ExitCodes.Of(report);
    }

    private static RunOptions Options(ParseResult parsed) => new()
    {
        Cpus = parsed.GetValue(s_cpus) ?? s_defaults.Cpus,
        Mode = parsed.GetValue(s_mode) switch
        {
            null or "lockstep" => RunMode.Lockstep,
            "free" => RunMode.Free,
            string mode => throw new WrongUsageException($"--mode {mode}: lockstep or free"),
        },
        Toggles = parsed.GetValue(s_toggles),
        SitesPattern = parsed.GetValue(s_sites),
        NmiEvery = parsed.GetValue(s_nmiEvery) ?? s_defaults.NmiEvery,
        Seed = parsed.GetValue(s_seed) ?? s_defaults.Seed,
        Without = parsed.GetValue(s_without) ?? [],
        PatchUnit = parsed.GetValue(s_patchUnit) ?? s_defaults.PatchUnit,
        ReadOnlyPattern = parsed.GetValue(s_readOnly),
        DynamicFtrace = !parsed.GetValue(s_noDynamicFtrace),
        TimeLimit = parsed.GetValue(s_timeLimit) is { } seconds ? Seconds(seconds) : s_defaults.TimeLimit,
        HangLimit = parsed.GetValue(s_hangLimit) ?? s_defaults.HangLimit,
        Placement = parsed.GetValue(s_placement) ?? s_defaults.Placement,
        Rest = parsed.GetValue(s_rest) ?? s_defaults.Rest,
        InstructionCache = parsed.GetValue(s_icache) switch
        {
            null or "coherent" => InstructionCacheModel.Coherent,
            "modelled" => InstructionCacheModel.Modelled,
            "modelled-16k" => InstructionCacheModel.Modelled16k,
            "modelled-32k" => InstructionCacheModel.Modelled32k,
            string model => throw new WrongUsageException(
                $"--icache {model}: coherent, modelled, modelled-16k or modelled-32k"),
        },
    };

    // What a TimeSpan cannot hold is out of range as well; the planner says what the range is.
    private static TimeSpan Seconds(double seconds) =>
        TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, -1e9, 1e9));

    private static Option<string> Word(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };
}
