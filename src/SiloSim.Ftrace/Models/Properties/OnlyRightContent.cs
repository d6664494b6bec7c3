using System.Collections.Immutable;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models.Properties;

/// <summary>
/// <c>wrong-content</c>: whoever writes to a site writes to the one of this cycle, and its new content. It remembers
/// which cycle it is.
/// </summary>
/// <param name="sites">The sites.</param>
public sealed class OnlyRightContent(ImmutableArray<CallSiteWords> sites) : IProperty
{
    /// <inheritdoc/>
    public string Name => KebabCase.Of(Property.WrongContent);

    /// <inheritdoc/>
    public int Words => 1;

    /// <inheritdoc/>
    public Interest InterestIn(Operation operation) => operation.Kind switch
    {
        OperationKind.Begin => Interest.Writes,
        OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword => Interest.Reads,
        _ => Interest.None,
    };

    /// <inheritdoc/>
    public string? Observe(int thread, Operation operation, OperationResult result, Span<uint> words)
    {
        if (operation.Kind == OperationKind.Begin)
        {
            words[0] = CycleOf(operation.Location, operation.Value);
            return null;
        }

        (uint site, uint content) = At(words[0]);
        bool isRight = operation.Kind == OperationKind.ProbeWrite
            ? operation.Location == site && operation.Value == content
            : (operation.Location == site && operation.Value == (content & 0xFFFF))
                || (operation.Location == site + 2 && operation.Value == content >> 16);
        return isRight ? null
            : $"{operation.Value:x8} was written at {operation.Location:x8} while {content:x8} belongs at {site:x8}";
    }

    /// <summary>0 before the first cycle; else which site gets which of its contents.</summary>
    private uint CycleOf(uint ip, uint content)
    {
        for (int i = 0; i < sites.Length; i++)
        {
            if (sites[i].Ip == ip)
            {
                return (uint)(i * 2) + (content == sites[i].Call ? 1u : 2u);
            }
        }

        return 0;
    }

    private (uint Site, uint Content) At(uint cycle)
    {
        if (cycle == 0)
        {
            return default;
        }

        CallSiteWords site = sites[(int)(cycle - 1) / 2];
        return (site.Ip, (cycle - 1) % 2 == 0 ? site.Call : site.Nop);
    }
}
