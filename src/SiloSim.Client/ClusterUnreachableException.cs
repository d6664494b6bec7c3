using SiloSim.Machine;

namespace SiloSim.Client;

/// <summary>The cluster cannot be reached. The message is the one line that a user sees.</summary>
public sealed class ClusterUnreachableException(string message) : SiloSimException(message);
