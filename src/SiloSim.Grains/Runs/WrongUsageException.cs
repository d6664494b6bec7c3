using SiloSim.Machine;

namespace SiloSim.Grains.Runs;

/// <summary>A run was asked for that cannot be. The message is the one line that a user sees.</summary>
/// <param name="message">One line that names the option and what would be right.</param>
public sealed class WrongUsageException(string message) : SiloSimException(message);
