namespace SiloSim.Ftrace;

/// <summary>A call-site word is always one of those that belong there as a whole, whoever reads it.</summary>
/// <param name="sites">Which words belong where.</param>
public sealed class Torn(SiteTable sites) : IInvariant
{
    /// <inheritdoc/>
    public Violation? Observe(TraceRecord record) =>
        record is SiteRead read && sites.IndexOf(read.Site) is var index and >= 0
            && !sites.Sites[index].Allows(read.Word)
            ? Found(read.Cpu, read.Nmi, read.Site, read.Word) : null;

    internal static Violation Found(int cpu, int? nmi, uint site, uint word) => Violation.Of(
        Property.Torn, site, cpu, nmi,
        nmi is null ? $"cpu {cpu} read {word:x8} at {site:x8}, which is neither its call nor its nop"
            : $"nmi {nmi} on cpu {cpu} read {word:x8} at {site:x8}, which is neither its call nor its nop",
        word);
}
