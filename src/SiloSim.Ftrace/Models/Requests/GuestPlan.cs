using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Ftrace.Models;

/// <summary>A search of a guest's machine code that can be made.</summary>
/// <param name="Cpus">CPUs that run it.</param>
/// <param name="Nmis">Most NMIs that strike each.</param>
/// <param name="Memory">When others see a CPU's stores.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Options">How; the bound is in it.</param>
public sealed record GuestPlan(
    int Cpus, int Nmis, MemoryModel Memory, ExploreStrategy Strategy, SearchOptions Options)
{
    /// <summary>The runs, for the strategies that choose by chance; null for others.</summary>
    public ChanceRuns? Runs { get; init; }
}
