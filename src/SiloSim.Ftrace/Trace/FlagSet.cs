namespace SiloSim.Ftrace;

/// <summary>The patcher set the flag.</summary>
/// <param name="RunningAfter">What <c>nmi_running</c> holds since then.</param>
public sealed record FlagSet(uint RunningAfter) : TraceRecord;
