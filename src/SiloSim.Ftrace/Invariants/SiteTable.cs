using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SiloSim.Ftrace;

/// <summary>
/// The call sites of a guest, found by address in constant time. The three top bits of an address only choose a
/// segment: P0, P1, P2 and physical addresses find the same site. Immutable: processors share it.
/// </summary>
public sealed class SiteTable
{
    private const uint PhysicalMask = 0x1FFF_FFFF;

    private readonly FrozenDictionary<uint, int> _indexes;

    /// <summary>A table of some sites.</summary>
    /// <param name="sites">The sites, in the order in which they are numbered.</param>
    /// <exception cref="ArgumentException">Two of them are at one address.</exception>
    public SiteTable(IEnumerable<CallSiteWords> sites)
    {
        Sites = [.. sites];
        if (Sites.DistinctBy(site => site.Ip & PhysicalMask).Count() != Sites.Length)
        {
            throw new ArgumentException("two call sites are at one address", nameof(sites));
        }

        _indexes = Sites.Select((site, index) => KeyValuePair.Create(site.Ip & PhysicalMask, index))
            .ToFrozenDictionary();
    }

    /// <summary>The sites, in the order in which they are numbered.</summary>
    public ImmutableArray<CallSiteWords> Sites { get; }

    /// <summary>The number of a site.</summary>
    /// <param name="site">Its address, physical or in any of the segments.</param>
    /// <returns>The number, from 0; -1 if there is no site.</returns>
    public int IndexOf(uint site) => _indexes.TryGetValue(site & PhysicalMask, out int index) ? index : -1;
}
