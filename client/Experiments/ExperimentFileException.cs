using SiloSim.Machine;

namespace SiloSim.CommandLine.Experiments;

/// <summary>An experiment's file says something that cannot be. The message is the one line that a user sees.</summary>
/// <param name="file">The file, as it was named.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="message">What is wrong.</param>
internal sealed class ExperimentFileException(string file, long line, string message)
    : SiloSimException($"{file}:{line}: {message}");
