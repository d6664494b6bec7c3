using System.Collections.Immutable;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models;

/// <summary>The words of a model of the seed: where they are, and what they hold.</summary>
public static class SeedSites
{
    /// <summary>The word that holds the phase of stop-machine.</summary>
    public const uint PhaseLocation = 0x8c00_0040;

    /// <summary>What a site holds while a breakpoint is in its first half: <c>trapa #0x20</c>.</summary>
    public const ushort Trap = 0xC320;

    /// <summary>The words of the protocol.</summary>
    public static SharedWords Words { get; } = SharedWords.From(0x8c00_0000);

    /// <summary>Call sites, each with contents that no other has, and that differ in both halves.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The sites; they hold their NOPs at first.</returns>
    public static ImmutableArray<CallSiteWords> Of(int count) =>
        [.. Enumerable.Range(0, count).Select(index =>
        {
            uint call = 0x8c0b_4320u + ((uint)index * 0x0001_0010);
            return new CallSiteWords(0x8c00_1000u + ((uint)index * 0x1000), call, call);
        })];

    /// <summary>What a site holds after some rounds.</summary>
    /// <param name="site">The site.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <returns>The word.</returns>
    public static uint ContentAfter(CallSiteWords site, int rounds) => rounds % 2 == 0 ? site.Nop : site.Call;

    /// <summary>The words of memory at the start.</summary>
    /// <param name="sites">The sites.</param>
    /// <param name="isReadOnly">Whether writes to the sites fail.</param>
    /// <returns>The words.</returns>
    public static ImmutableArray<MemoryWord> Memory(ImmutableArray<CallSiteWords> sites, bool isReadOnly) =>
    [
        new(Words.NmiRunning, 0, Name: "nmi_running"),
        new(Words.ModCodeIp, 0, Name: "mod_code_ip") { MayLoadEarly = true },
        new(Words.ModCodeNewcode, 0, Name: "mod_code_newcode") { MayLoadEarly = true },
        .. sites.Select((site, index) => new MemoryWord(site.Ip, site.Nop, isReadOnly, $"site {index}")),
    ];
}
