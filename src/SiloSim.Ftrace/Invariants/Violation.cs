using System.Collections.Immutable;

namespace SiloSim.Ftrace;

/// <summary>A property that did not hold, and where. Two with the same content are equal.</summary>
/// <param name="Property">The property's name as reports print it: <c>changed-under-nmi</c>.</param>
/// <param name="Site">The address of the call site; null where no site is concerned.</param>
/// <param name="Cpu">The processor that saw or did it, from 0; null for the patcher, and at the end of a run.</param>
/// <param name="Nmi">The NMI on that processor, from 0; null outside of NMIs.</param>
/// <param name="Values">The words that were seen or written, in order.</param>
/// <param name="Text">One line for people.</param>
public sealed record Violation(
    string Property, uint? Site, int? Cpu, int? Nmi, ImmutableArray<uint> Values, string Text)
{
    /// <summary>Whether both say the same.</summary>
    /// <param name="other">Another violation.</param>
    /// <returns>Whether all their parts are equal, the values one by one.</returns>
    public bool Equals(Violation? other) =>
        other is not null && Property == other.Property && Site == other.Site && Cpu == other.Cpu && Nmi == other.Nmi
        && Values.AsSpan().SequenceEqual(other.Values.AsSpan()) && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Property, Site, Cpu, Nmi, Values.Length);

    internal static Violation Of(
        Property property, uint? site, int? cpu, int? nmi, string text, params uint[] values) =>
        new(KebabCase.Of(property), site, cpu, nmi, [.. values], text);
}
