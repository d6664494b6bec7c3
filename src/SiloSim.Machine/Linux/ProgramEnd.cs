namespace SiloSim.Machine.Linux;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="Signal">The signal that ended it, if one did.</param>
/// <param name="Line">For a signal: which, where, and what for.</param>
public sealed record ProgramEnd(int ExitCode, Signal Signal, string? Line);
