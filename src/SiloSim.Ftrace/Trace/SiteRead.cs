namespace SiloSim.Ftrace;

/// <summary>Guest text loaded a call-site word.</summary>
/// <param name="Cpu">On which processor, from 0.</param>
/// <param name="Nmi">In which NMI of that processor, from 0; null outside of NMIs.</param>
/// <param name="Site">The address of the site.</param>
/// <param name="Word">What it loaded.</param>
public sealed record SiteRead(int Cpu, int? Nmi, uint Site, uint Word) : TraceRecord;
