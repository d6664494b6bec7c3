using System.Collections.Immutable;
using SiloSim.Explorer;

namespace SiloSim.Ftrace.Models;

/// <summary>
/// The protocol once more, written apart from <see cref="ModCode"/>, access for access as the model of an independent
/// tool: so that counts of states can be compared to the last one.
/// </summary>
internal static class ComparisonText
{
    private const uint Flag = 1u << 31;

    /// <summary>The patcher.</summary>
    public static async Routine Patch(Variant variant, ImmutableArray<CallSiteWords> sites, int rounds)
    {
        SharedWords words = SeedSites.Words;
        for (int cycle = 0; cycle < rounds * sites.Length; cycle++)
        {
            CallSiteWords site = sites[cycle % sites.Length];
            uint next = SeedSites.ContentAfter(site, (cycle / sites.Length) + 1);
            await Operation.Begin(site.Ip, SeedSites.ContentAfter(site, cycle / sites.Length), next);
            if (variant.Has(Step.BuffersBeforeFlag))
            {
                await Fill(variant, site.Ip, next);
            }

            if (variant.Has(Step.WriteFlag))
            {
                await (variant.Has(Step.WaitForNmiBeforeSet)
                    ? Operation.SpinUntilCompareExchange(words.NmiRunning, 0, Flag)
                    : Operation.AddAndReturn(words.NmiRunning, Flag));
            }

            if (!variant.Has(Step.BuffersBeforeFlag))
            {
                await Fill(variant, site.Ip, next);
            }

            await Barrier(variant, Step.FlagBarrier);
            await Write(variant);
            await Barrier(variant, Step.WriteBarrier);
            if (variant.Has(Step.WriteFlag))
            {
                await Clear();
            }

            if (variant.Has(Step.WaitForNmiAfterClear))
            {
                await Operation.SpinUntilEqual(words.NmiRunning, 0);
            }
        }
    }

    /// <summary>A CPU that takes NMIs; null for NMIs without end.</summary>
    public static async Routine TakeNmis(Variant variant, ImmutableArray<CallSiteWords> sites, int? nmis)
    {
        SharedWords words = SeedSites.Words;
        for (int taken = 0; nmis is null || taken < nmis; taken = nmis is null ? 0 : taken + 1)
        {
            uint running = (await Operation.AddAndReturn(words.NmiRunning, 1)).Value;
            if ((running & Flag) != 0 && variant.Has(Step.NmiWrite))
            {
                if (variant.Has(Step.NmiReadBarrier))
                {
                    await Operation.ReadBarrier();
                }

                await Write(variant);
            }

            await Barrier(variant, Step.NmiEnterBarrier);
            await SiteHandler.ReadEachTwice(sites, variant.PatchUnit);
            await Barrier(variant, Step.NmiExitBarrier);
            await Operation.AddAndReturn(words.NmiRunning, uint.MaxValue);
        }
    }

    private static async Routine Fill(Variant variant, uint ip, uint newCode)
    {
        await Operation.Store(SeedSites.Words.ModCodeIp, ip);
        await Operation.Store(SeedSites.Words.ModCodeNewcode, newCode);
        await Barrier(variant, Step.BuffersBarrier);
    }

    private static async Routine Barrier(Variant variant, Step step)
    {
        if (variant.Has(step))
        {
            await Operation.FullBarrier();
        }
    }

    private static async Routine Write(Variant variant)
    {
        uint ip = (await Operation.Load(SeedSites.Words.ModCodeIp)).Value;
        uint newCode = (await Operation.Load(SeedSites.Words.ModCodeNewcode)).Value;
        int status = 0;
        if (variant.PatchUnit == PatchUnit.Word)
        {
            status = (await Operation.ProbeWrite(ip, newCode)).Status;
        }
        else
        {
            status = (await Operation.ProbeWriteHalfword(ip, (ushort)newCode)).Status;
            if (status == 0)
            {
                status = (await Operation.ProbeWriteHalfword(ip + 2, (ushort)(newCode >> 16))).Status;
            }
        }

        if (status != 0)
        {
            if (variant.Has(Step.KillNewWriters))
            {
                await Clear();
            }

            await Operation.Fail(ip, status);
        }
    }

    private static async Routine Clear()
    {
        uint seen = (await Operation.Load(SeedSites.Words.NmiRunning)).Value;
        while ((seen & Flag) != 0)
        {
            seen = (await Operation.CompareExchange(SeedSites.Words.NmiRunning, seen, seen & ~Flag)).Value;
        }
    }
}
