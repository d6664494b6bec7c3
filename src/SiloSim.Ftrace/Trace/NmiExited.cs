namespace SiloSim.Ftrace;

/// <summary>An NMI counted itself out.</summary>
/// <param name="Cpu">On which processor, from 0.</param>
/// <param name="Nmi">Its number on that processor, from 0.</param>
/// <param name="RunningAfter">What <c>nmi_running</c> holds since then.</param>
public sealed record NmiExited(int Cpu, int Nmi, uint RunningAfter) : TraceRecord;
