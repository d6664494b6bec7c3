namespace SiloSim.Explorer.Search;

/// <summary>A search cannot go on from a checkpoint.</summary>
/// <param name="message">One line that says why.</param>
public sealed class CheckpointException(string message) : Exception(message);
