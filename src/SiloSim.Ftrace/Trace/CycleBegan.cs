namespace SiloSim.Ftrace;

/// <summary>The patcher begins to modify a site.</summary>
/// <param name="Site">The address of the site.</param>
/// <param name="Old">What it holds.</param>
/// <param name="New">What it is to hold.</param>
public sealed record CycleBegan(uint Site, uint Old, uint New) : TraceRecord;
