using System.Collections.Immutable;

namespace SiloSim.Ftrace;

/// <summary>The run is over: the patcher is done and no NMI runs.</summary>
/// <param name="Running">What <c>nmi_running</c> holds.</param>
/// <param name="Words">What each site holds, by its address.</param>
public sealed record RunEnded(uint Running, ImmutableSortedDictionary<uint, uint> Words) : TraceRecord;
