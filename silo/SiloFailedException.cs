namespace SiloSim.Silo;

/// <summary>The silo cannot serve. The message is the one line that a user sees.</summary>
internal sealed class SiloFailedException(ExitCode exitCode, string message) : Exception(message)
{
    /// <summary>How the process ends.</summary>
    public ExitCode ExitCode { get; } = exitCode;
}
