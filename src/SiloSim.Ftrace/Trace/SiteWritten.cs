namespace SiloSim.Ftrace;

/// <summary>The patcher or an NMI wrote a site, or tried to.</summary>
/// <param name="By">Who.</param>
/// <param name="Site">The address that was written: of the site, or of one of its halfwords.</param>
/// <param name="Word">What was written.</param>
/// <param name="LengthBytes">4, or 2 for a halfword.</param>
/// <param name="Status">0, or <see cref="Errno.Efault"/> if it could not be written.</param>
public sealed record SiteWritten(Writer By, uint Site, uint Word, int LengthBytes, int Status) : TraceRecord;
