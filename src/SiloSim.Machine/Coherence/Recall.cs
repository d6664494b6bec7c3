namespace SiloSim.Machine.Coherence;

/// <summary>The home of a frame asks a silo to give its copy up, or to keep it for reading only.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Silo">The silo that is asked.</param>
/// <param name="Grant">The number of the last grant of this frame to this silo. The recall may overtake that grant on
/// its way; a silo that has not installed it yet holds the recall until it has.</param>
/// <param name="KeepAs">What the silo keeps: <see cref="FrameState.Invalid"/> (nothing) or
/// <see cref="FrameState.Shared"/> (a downgrade of an exclusive copy).</param>
public readonly record struct Recall(FrameIndex Frame, SiloIndex Silo, long Grant, FrameState KeepAs);
