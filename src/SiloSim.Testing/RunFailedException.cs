using SiloSim.Grains.Runs;

namespace SiloSim.Testing;

/// <summary>A run did not come to what a test expects of it.</summary>
/// <param name="report">What it came to.</param>
/// <param name="message">In one line.</param>
public sealed class RunFailedException(RunReport report, string message) : Exception(message)
{
    /// <summary>What the run came to.</summary>
    public RunReport Report { get; } = report;
}
