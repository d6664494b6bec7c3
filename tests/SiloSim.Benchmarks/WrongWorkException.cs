namespace SiloSim.Benchmarks;

/// <summary>What was measured has not done its work, so its time means nothing. The message is the one line to show.</summary>
internal sealed class WrongWorkException(string message) : Exception(message);
