using System.Collections.Immutable;
using SiloSim.Explorer;

namespace SiloSim.Ftrace.Models;

/// <summary>What a CPU of a model does with the sites: execute them, which is to load what they hold.</summary>
internal static class SiteHandler
{
    /// <summary>An NMI's handler: each site twice, one after the other.</summary>
    public static async Routine ReadEachTwice(ImmutableArray<CallSiteWords> sites, PatchUnit unit)
    {
        for (int i = 0; i < sites.Length; i++)
        {
            await ReadTwice(sites[i].Ip, unit);
        }
    }

    /// <summary>A reader outside NMIs: each site once.</summary>
    public static async Routine ReadEach(ImmutableArray<CallSiteWords> sites, PatchUnit unit)
    {
        for (int i = 0; i < sites.Length; i++)
        {
            uint word = await Read(sites[i].Ip, unit);
            await Operation.Saw(sites[i].Ip, word, word);
        }
    }

    /// <summary>A reader that steps over a site whose first half traps.</summary>
    public static async Routine ReadEachUnlessItTraps(ImmutableArray<CallSiteWords> sites)
    {
        for (int i = 0; i < sites.Length; i++)
        {
            uint low = (await Operation.LoadHalfword(sites[i].Ip)).Value;
            if (low != SeedSites.Trap)
            {
                uint high = (await Operation.LoadHalfword(sites[i].Ip + 2)).Value;
                await Operation.Saw(sites[i].Ip, (high << 16) | low, (high << 16) | low);
            }
        }
    }

    private static async Routine ReadTwice(uint site, PatchUnit unit)
    {
        uint first = await Read(site, unit);
        await Operation.Saw(site, first, first);
        uint second = await Read(site, unit);
        await Operation.Saw(site, second, first);
    }

    private static async Routine<uint> Read(uint site, PatchUnit unit)
    {
        if (unit == PatchUnit.Word)
        {
            return (await Operation.Load(site)).Value;
        }

        uint low = (await Operation.LoadHalfword(site)).Value;
        uint high = (await Operation.LoadHalfword(site + 2)).Value;
        return (high << 16) | low;
    }
}
