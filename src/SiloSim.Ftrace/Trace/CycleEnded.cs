namespace SiloSim.Ftrace;

/// <summary>
/// The patcher is done with a site; one that it could not begin to modify had no <see cref="CycleBegan"/>.
/// </summary>
/// <param name="Site">The address of the site.</param>
/// <param name="Status">What <see cref="ModCode.FtraceModifyCode"/> returns: 0 or an error number.</param>
public sealed record CycleEnded(uint Site, int Status) : TraceRecord;
