namespace SiloSim.Ftrace;

/// <summary>
/// A write to a site failed, and whoever tried it has done what is to be done then: cleared the flag.
/// </summary>
/// <param name="By">Who.</param>
/// <param name="Site">The address of the site.</param>
/// <param name="Status"><see cref="Errno.Efault"/>.</param>
public sealed record WriteFailed(Writer By, uint Site, int Status) : TraceRecord;
