using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SiloSim.Ftrace;

/// <summary>The call sites of a guest, found by address in constant time. Immutable: processors share it.</summary>
public sealed class SiteTable
{
    private readonly FrozenDictionary<uint, int> _indexes;

    /// <summary>A table of some sites.</summary>
    /// <param name="sites">The sites, in the order in which they are numbered.</param>
    /// <exception cref="ArgumentException">Two of them are at one address.</exception>
    public SiteTable(IEnumerable<CallSiteWords> sites)
    {
        Sites = [.. sites];
        _indexes = Sites.Select((site, index) => KeyValuePair.Create(site.Ip, index)).ToFrozenDictionary();
        if (_indexes.Count != Sites.Length)
        {
            throw new ArgumentException("two call sites are at one address", nameof(sites));
        }
    }

    /// <summary>The sites, in the order in which they are numbered.</summary>
    public ImmutableArray<CallSiteWords> Sites { get; }

    /// <summary>The number of a site.</summary>
    /// <param name="site">Its address.</param>
    /// <returns>The number, from 0; -1 if there is no site.</returns>
    public int IndexOf(uint site) => _indexes.TryGetValue(site, out int index) ? index : -1;
}
