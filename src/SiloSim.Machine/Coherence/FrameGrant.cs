namespace SiloSim.Machine.Coherence;

/// <summary>The home of a frame gives a silo a copy, or lets it write to the one it has.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="State">What was asked for: <see cref="FrameState.Shared"/> or
/// <see cref="FrameState.Exclusive"/>.</param>
/// <param name="Number">The grants of one frame are numbered 1, 2, 3, ... over all silos. A <see cref="Recall"/>
/// names the grant that it takes back.</param>
/// <param name="Bytes">The frame, as a copy that is the receiver's own; null when an upgrade from Shared to Exclusive
/// leaves the receiver's copy valid.</param>
public sealed record FrameGrant(FrameIndex Frame, FrameState State, long Number, byte[]? Bytes);
