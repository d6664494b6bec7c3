namespace SiloSim.Ftrace;

/// <summary>One entry of the function tracer's ring.</summary>
/// <param name="Time">Virtual time in retired instructions, 0 or more.</param>
/// <param name="Cpu">The processor, from 0.</param>
/// <param name="Ip">An address in the traced function.</param>
/// <param name="ParentIp">An address in the function that called it.</param>
/// <param name="InNmi">Whether it was called in an NMI, where the ring knows.</param>
public readonly record struct FunctionTracerEntry(long Time, int Cpu, uint Ip, uint ParentIp, bool InNmi = false);
