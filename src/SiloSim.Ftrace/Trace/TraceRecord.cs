namespace SiloSim.Ftrace;

/// <summary>One thing that happened in a run, in the order in which it happened. What invariants look at.</summary>
public abstract record TraceRecord;
