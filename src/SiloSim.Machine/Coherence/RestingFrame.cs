namespace SiloSim.Machine.Coherence;

/// <summary>A frame that is at its home alone, as a new home of its bank takes it in.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="LastGrant">The number of the last grant of it; 0 for none. The next one has the number after that, since
/// silos remember.</param>
/// <param name="Bytes">Its bytes; null for one that was never anything but zero.</param>
public sealed record RestingFrame(FrameIndex Frame, long LastGrant, byte[]? Bytes);
