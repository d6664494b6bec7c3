namespace SiloSim.Tests.Machine.Coherence;

/// <summary>A property of the model does not hold.</summary>
internal sealed class ViolationException(string message) : Exception(message);
