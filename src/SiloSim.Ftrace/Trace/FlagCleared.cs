namespace SiloSim.Ftrace;

/// <summary>Somebody cleared the flag.</summary>
/// <param name="By">Who.</param>
public sealed record FlagCleared(Writer By) : TraceRecord;
