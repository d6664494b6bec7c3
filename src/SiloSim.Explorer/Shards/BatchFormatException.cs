namespace SiloSim.Explorer.Shards;

/// <summary>What another process sent is not a batch of worlds of this search. The message is one line that says why.</summary>
/// <param name="cause">What is wrong with it.</param>
public sealed class BatchFormatException(string cause) : Exception($"a batch of worlds cannot be read: {cause}");
