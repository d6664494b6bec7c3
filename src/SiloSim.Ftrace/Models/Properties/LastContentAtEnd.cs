using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models.Properties;

/// <summary><c>last-content</c>: at the end every site holds its last content.</summary>
/// <param name="sites">The sites.</param>
/// <param name="rounds">How often each was given its other content.</param>
public sealed class LastContentAtEnd(ImmutableArray<CallSiteWords> sites, int rounds) : IProperty
{
    /// <inheritdoc/>
    public string Name => KebabCase.Of(Property.LastContent);

    /// <inheritdoc/>
    public Interest InterestIn(Operation operation) => Interest.None;

    /// <inheritdoc/>
    public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words) => null;

    /// <inheritdoc/>
    public string? ObserveEnd(IWorldView world, ReadOnlySpan<uint> words)
    {
        foreach (CallSiteWords site in sites)
        {
            uint last = SeedSites.ContentAfter(site, rounds);
            if (world.Word(site.Ip) != last)
            {
                return $"{site.Ip:x8} holds {world.Word(site.Ip):x8} at the end, its last content is {last:x8}";
            }
        }

        return null;
    }
}
