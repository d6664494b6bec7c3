using System.Buffers.Binary;
using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using SiloSim.Machine;

namespace SiloSim.Grains.Runs;

/// <summary>
/// Turns the moves of a counterexample into a machine and a plan. The guest has its sites where the model has them; they
/// begin as a kernel's boot leaves them, calling nothing.
/// </summary>
public static class ReplayPlanner
{
    private const string SiteCount = "site_count";

    /// <summary>Plans a replay.</summary>
    /// <param name="guest">The guest's name.</param>
    /// <param name="elf">The guest that is made for it: <c>tests/guests/replay</c>.</param>
    /// <param name="script">The moves.</param>
    /// <returns>The machine and the plan.</returns>
    /// <exception cref="WrongUsageException">The guest is another one.</exception>
    public static PlannedRun Plan(string guest, ElfFile elf, MachineScript script)
    {
        SeedConfiguration configuration = script.Configuration;
        ImmutableArray<CallSiteWords> sites = SeedSites.Of(configuration.Sites);
        PlannedRun plain = RunPlanner.Plan(guest, elf, new RunOptions
        {
            Cpus = script.Cpus,
            NmiEvery = 0,
            Without = [.. ConfigurationText.WithoutOf(configuration)],
            PatchUnit = KebabCase.Of(configuration.Variant.PatchUnit),
        });
        string[] names = [.. sites.Select(site => plain.Spec.Sites.FirstOrDefault(one => one.Address == site.Ip)?.Symbol
            ?? throw new WrongUsageException($"{guest} has no call site at {site.Ip:x8}, as the model has"))];
        MachineSpec spec = plain.Spec with
        {
            Image = Stored(plain.Spec.Image,
            [
                .. sites.Select(site => (site.Ip, site.Nop)), (AddressOf(guest, elf, SiteCount), (uint)sites.Length),
            ]),
            Sites = [.. sites.Zip(names, (site, name) => new SiteSpec(site.Ip, name, site.Nop, site.Call, site.Nop))],
            ReadOnlyFrames = configuration.FailingWrite
                ? [.. sites.Select(site => (int)((MemoryMap.ToPhysical(site.Ip) - MemoryMap.RamBase) / MemoryMap.FrameBytes))]
                : [],
        };
        int rounds = configuration.Rounds;
        return plain with
        {
            Spec = spec,
            Plan = plain.Plan with
            {
                Toggles = 0,
                Sites = [.. Enumerable.Range(0, sites.Length)],
                Replay = new ReplayPlan
                {
                    Moves = [.. script.Moves.Select(move => ToMessage(move, spec.Words))],
                    Stops = script.HasPhases ? rounds : 1,
                    RoundsOfAStop = script.HasPhases ? 1 : rounds,
                    HasPhases = script.HasPhases,
                    CycleFrom = script.CycleFrom,
                    ToTheEnd = script.IsOfTheEnd,
                },
            },
        };
    }

    private static ReplayMove ToMessage(MachineMove move, WordsSpec words)
    {
        Operation operation = move.Operation;
        uint address = operation.Location == SeedSites.Words.NmiRunning ? words.NmiRunning
            : operation.Location == SeedSites.Words.ModCodeIp ? words.ModCodeIp
            : operation.Location == SeedSites.Words.ModCodeNewcode ? words.ModCodeNewcode
            : operation.Location;
        return new ReplayMove(move.Step, (int)move.Actor, move.Cpu, new AccessMessage(
            (int)operation.Kind, address, operation.Value, operation.Comparand, move.Result.Value, move.Result.Status));
    }

    private static uint AddressOf(string guest, ElfFile elf, string symbol) =>
        elf.Symbols.TryFind(symbol, out Symbol? found) ? found.Address
            : throw new WrongUsageException($"{guest} has no symbol {symbol}");

    /// <summary>The image with some words of it stored over.</summary>
    private static ImagePart[] Stored(IReadOnlyList<ImagePart> image, (uint Address, uint Word)[] words) =>
    [
        .. image.Select(part =>
        {
            byte[] bytes = [.. part.Bytes];
            foreach ((uint address, uint word) in words)
            {
                uint offset = MemoryMap.ToPhysical(address) - part.Physical;
                if (offset <= (uint)(bytes.Length - sizeof(uint)))
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)offset), word);
                }
            }
            return part with { Bytes = bytes };
        }),
    ];
}
