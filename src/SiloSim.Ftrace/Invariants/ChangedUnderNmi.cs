namespace SiloSim.Ftrace;

/// <summary>Within one NMI all loads of a call-site word yield the same.</summary>
public sealed class ChangedUnderNmi : IInvariant
{
    private readonly Dictionary<(int Cpu, int Nmi, uint Site), uint> _first = [];

    /// <inheritdoc/>
    public Violation? Observe(TraceRecord record)
    {
        switch (record)
        {
            case SiteRead { Nmi: int nmi } read:
                if (_first.TryAdd((read.Cpu, nmi, read.Site), read.Word))
                {
                    return null;
                }

                uint first = _first[(read.Cpu, nmi, read.Site)];
                return first == read.Word ? null : Found(read.Cpu, nmi, read.Site, first, read.Word);
            case NmiExited exited:
                foreach ((int Cpu, int Nmi, uint Site) key in _first.Keys.Where(key => key.Cpu == exited.Cpu).ToList())
                {
                    _first.Remove(key);
                }

                return null;
            default:
                return null;
        }
    }

    internal static Violation Found(int cpu, int nmi, uint site, uint first, uint second) => Violation.Of(
        Property.ChangedUnderNmi, site, cpu, nmi,
        $"nmi {nmi} on cpu {cpu} read {first:x8} and then {second:x8} at {site:x8}", first, second);
}
