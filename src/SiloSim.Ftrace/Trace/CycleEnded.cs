namespace SiloSim.Ftrace;

/// <summary>The patcher is done with a site.</summary>
/// <param name="Site">The address of the site.</param>
/// <param name="Status">0, or <see cref="Errno.Eperm"/> if it could not be written.</param>
public sealed record CycleEnded(uint Site, int Status) : TraceRecord;
