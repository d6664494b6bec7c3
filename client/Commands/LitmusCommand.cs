using System.CommandLine;
using SiloSim.Client;
using SiloSim.CommandLine.Clusters;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains;
using SiloSim.Grains.Litmus;
using SiloSim.Grains.Runs;
using SiloSim.Machine.Litmus;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim litmus</c>: counts what guests see of each other's accesses to memory.</summary>
internal static class LitmusCommand
{
    private const long DefaultIterations = 20_000;
    private const long MostIterations = 4_000_000_000; // Guests count in 32 bits.

    // Where each word has a frame of its own a batch is small, and across silos each instance moves two frames.
    private const long FewerOfFrames = 32;

    private static readonly LitmusLayout[] s_layouts = Enum.GetValues<LitmusLayout>();
    private static readonly Argument<string[]> s_tests = new("TEST...")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "tests by name, as sb or 'mp*' [all]",
    };

    private static readonly Option<long?> s_iterations =
        Numbers.Option<long>("--iterations", "N", "of each test, placement and layout [20000]");

    private static readonly Option<int?> s_silos = Numbers.Option<int>("--silos", "N", "silos in this process, 1 to 16 [2]");
    private static readonly Option<string> s_cluster = new("--cluster")
    {
        HelpName = "HOST:PORT,...",
        Description = "use running silos, by their gateways",
    };

    private static readonly Option<string[]> s_placement = new("--placement")
    {
        HelpName = "P",
        Description = "as of run, of 4 CPUs; repeatable [pack and spread]",
    };

    private static readonly Option<string> s_mode = new("--mode")
    {
        HelpName = "MODE",
        Description = "free, or lockstep: one access after another [free]",
    };

    private static readonly Option<ulong?> s_seed = Numbers.Option<ulong>("--seed", "N", "delays, and all order in lockstep [1]");
    private static readonly Option<bool> s_json = new("--json") { Description = "print one line of JSON for each row" };
    private static readonly Option<string> s_clusterId = new("--cluster-id") { Hidden = true, HelpName = "NAME" };

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("litmus", "Counts what CPUs see of each other's memory accesses.")
        {
            s_tests, s_iterations, s_silos, s_cluster, s_placement, s_mode, s_seed, s_json, s_clusterId,
        };
        command.Options.Add(HelpPage.Option("silosim litmus sb 'mp*' --silos 2"));
        command.SetAction(async (parsed, cancel) => (int)await Run(parsed, terminal, cancel));
        return command;
    }

    private static async Task<ExitCode> Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        LitmusTest[] tests = Chosen(parsed.GetValue(s_tests) ?? []);
        long iterations = parsed.GetValue(s_iterations) ?? DefaultIterations;
        if (iterations is < 1 or > MostIterations)
        {
            throw new WrongUsageException($"--iterations {iterations}: 1 to {MostIterations}");
        }
        RunMode mode = parsed.GetValue(s_mode) switch
        {
            null or "free" => RunMode.Free,
            "lockstep" => RunMode.Lockstep,
            string other => throw new WrongUsageException($"--mode {other}: free or lockstep"),
        };
        string? gateways = parsed.GetValue(s_cluster);
        ClusterChoice choice = new ClusterChoice(
            parsed.GetValue(s_silos) ?? (gateways is null ? 2 : null), gateways, parsed.GetValue(s_clusterId)).Checked();
        string[] placements = parsed.GetValue(s_placement) is { Length: > 0 } some ? some
            : choice.SilosHere == 1 ? ["pack"]
            : ["pack", "spread"];
        foreach (string placement in placements)
        {
            RunPlanner.CheckPlacement(placement, LitmusRunner.Cpus);
        }
        ulong seed = parsed.GetValue(s_seed) ?? 1;
        var page = new LitmusPage(terminal.Out, parsed.GetValue(s_json));
        try
        {
            await using ICluster cluster = await choice.Open(cancel);
            foreach ((LitmusTest test, string placement, LitmusLayout layout) in
                tests.SelectMany(test => placements.SelectMany(placement => s_layouts.Select(layout => (test, placement, layout)))))
            {
                long instances = layout == LitmusLayout.Frames ? Math.Max(1, iterations / FewerOfFrames) : iterations;
                var options = new LitmusOptions(mode, placement, layout, instances, seed);
                page.Write(await LitmusRunner.Run(cluster.Grains, test, GuestFile.OfLitmus(test.Name).Elf, options, cancel));
            }
            return page.End(interrupted: false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return page.End(interrupted: true);
        }
    }

    private static LitmusTest[] Chosen(string[] patterns)
    {
        foreach (string pattern in patterns)
        {
            if (!LitmusCatalog.All.Any(test => SiloSim.Machine.SymbolTable.Fits(test.Name, pattern)))
            {
                throw new WrongUsageException(
                    $"no litmus test {pattern}; there are {string.Join(", ", LitmusCatalog.All.Select(static test => test.Name))}");
            }
        }
        return [.. LitmusCatalog.All.Where(test =>
            patterns.Length == 0 || patterns.Any(pattern => SiloSim.Machine.SymbolTable.Fits(test.Name, pattern)))];
    }
}
