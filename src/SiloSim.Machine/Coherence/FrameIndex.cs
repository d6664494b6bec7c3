namespace SiloSim.Machine.Coherence;

/// <summary>A frame of a machine's RAM, by number. The order of the numbers is the order in which cores may hold
/// frames while they wait for others (see <see cref="SiloCopies"/>).</summary>
/// <param name="Value">The frame's offset in RAM divided by <see cref="FrameDirectory.FrameBytes"/>; 0-based.</param>
public readonly record struct FrameIndex(int Value);
