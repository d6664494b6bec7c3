using System.Collections.Immutable;
using SiloSim.Explorer;

namespace SiloSim.Ftrace.Models;

/// <summary>The product's own methods, called as the machine calls them.</summary>
internal static class ProtocolText
{
    /// <summary>The patcher without what surrounds it: one modification after the other.</summary>
    public static async Routine Patch(ModCode modCode, ImmutableArray<CallSiteWords> sites, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < sites.Length; i++)
            {
                uint next = SeedSites.ContentAfter(sites[i], round + 1);
                await Operation.Begin(sites[i].Ip, SeedSites.ContentAfter(sites[i], round), next);
                int status = await modCode.DoFtraceModCode(sites[i].Ip, next);
                await Operation.End(sites[i].Ip, status);
            }
        }
    }

    /// <summary>The patcher within stop-machine, each round in a stop of its own.</summary>
    public static async Routine StopAndPatch(
        StopMachine stopMachine, ImmutableArray<CallSiteWords> sites, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            await stopMachine.Run(ModificationsOf(sites, round));
        }
    }

    /// <summary>A CPU that takes NMIs, one after the other; null for NMIs without end.</summary>
    public static async Routine TakeNmis(
        ModCode modCode, ImmutableArray<CallSiteWords> sites, PatchUnit unit, int? nmis)
    {
        for (int taken = 0; nmis is null || taken < nmis; taken = nmis is null ? 0 : taken + 1)
        {
            await modCode.FtraceNmiEnter();
            await SiteHandler.ReadEachTwice(sites, unit);
            await modCode.FtraceNmiExit();
        }
    }

    private static ImmutableArray<Modification> ModificationsOf(ImmutableArray<CallSiteWords> sites, int round) =>
    [
        .. sites.Select(site => new Modification(
            round % 2 == 0 ? ModificationKind.MakeCall : ModificationKind.MakeNop, site.Ip, site.Call)),
    ];
}
