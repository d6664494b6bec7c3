using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models.Properties;

/// <summary><c>torn</c>: whoever executes a site sees one of its contents whole.</summary>
/// <param name="sites">The sites.</param>
public sealed class NoTornWord(ImmutableArray<CallSiteWords> sites) : IProperty
{
    /// <inheritdoc/>
    public string Name => KebabCase.Of(Property.Torn);

    /// <inheritdoc/>
    public Interest InterestIn(Operation operation) =>
        operation.Kind == OperationKind.Saw ? Interest.Reads : Interest.None;

    /// <inheritdoc/>
    public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words)
    {
        foreach (CallSiteWords site in sites)
        {
            if (site.Ip == operation.Location && !site.Allows(operation.Value))
            {
                return $"{operation.Value:x8} was read at {site.Ip:x8}: neither {site.Nop:x8} nor {site.Call:x8}";
            }
        }

        return null;
    }
}
