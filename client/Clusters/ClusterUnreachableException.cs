using SiloSim.Machine;

namespace SiloSim.CommandLine.Clusters;

/// <summary>The cluster cannot be reached. The message is the one line that a user sees.</summary>
internal sealed class ClusterUnreachableException(string message) : SiloSimException(message);
