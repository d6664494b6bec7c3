using System.Collections.Immutable;
using SiloSim.Explorer;

namespace SiloSim.Ftrace.Models;

/// <summary>
/// How x86 patches text under running CPUs (kernel: <c>text_poke_bp_batch</c>), over sites of two halves: CPUs that meet
/// the trap do not execute the rest of the site.
/// </summary>
internal static class BreakpointText
{
    /// <summary>The number of the phase in which every CPU passes an instruction boundary.</summary>
    public const uint Sync = 0x100;

    /// <summary>The patcher.</summary>
    public static async Routine Patch(
        ImmutableArray<CallSiteWords> sites, int rounds, ImmutableArray<BreakpointStep> without)
    {
        for (int cycle = 0; cycle < rounds * sites.Length; cycle++)
        {
            uint ip = sites[cycle % sites.Length].Ip;
            uint next = SeedSites.ContentAfter(sites[cycle % sites.Length], (cycle / sites.Length) + 1);
            await Operation.StoreHalfword(ip, SeedSites.Trap);
            await SyncUnless(without, BreakpointStep.BreakpointSync1);
            await Operation.StoreHalfword(ip + 2, (ushort)(next >> 16));
            await SyncUnless(without, BreakpointStep.BreakpointSync2);
            await Operation.StoreHalfword(ip, (ushort)next);
            await SyncUnless(without, BreakpointStep.BreakpointSync3);
        }
    }

    private static async Routine SyncUnless(ImmutableArray<BreakpointStep> without, BreakpointStep step)
    {
        if (!without.Contains(step))
        {
            await Operation.FullBarrier();
            await Operation.Phase(Sync);
        }
    }
}
