using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Machine;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>The machines of these tests, from the built guests.</summary>
internal static class Specs
{
    private static readonly Dictionary<string, ElfFile> s_elves = [];

    public static ElfFile Elf(string guest)
    {
        lock (s_elves)
        {
            return s_elves.TryGetValue(guest, out ElfFile? elf)
                ? elf
                : s_elves[guest] = ElfFile.Parse(File.ReadAllBytes(Repository.Guest(guest)));
        }
    }

    public static PlannedRun Plan(string guest, RunOptions options) => RunPlanner.Plan(guest + ".elf", Elf(guest), options);

    /// <summary>The trace guest, free, without NMIs of its own, and nothing to modify but what a test asks for.</summary>
    public static PlannedRun Trace(int cpus, RunOptions? options = null)
    {
        PlannedRun run = Plan("trace", (options ?? new RunOptions { NmiEvery = 0 }) with
        {
            Cpus = cpus,
            Mode = RunMode.Free,
            Toggles = 0,
        });
        return run with { Plan = run.Plan with { UntilInterrupted = true } };
    }

    public static uint Address(string guest, string symbol) =>
        Elf(guest).Symbols.TryFind(symbol, out Symbol? found) ? found.Address : throw new KeyNotFoundException(symbol);

    public static SiteSpec Site(this MachineSpec spec, string function) =>
        spec.Sites.Single(site => site.Symbol == function);
}
