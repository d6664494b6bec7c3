using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>How physical memory is cut into banks: 1 MiB each.</summary>
internal static class Banks
{
    /// <summary>Frames in a bank: 1 MiB.</summary>
    public const int FramesPerBank = 256;

    /// <summary>The bank of a frame.</summary>
    public static int Of(int frame) => frame / FramesPerBank;

    /// <summary>Banks of a machine.</summary>
    public static int CountFor(int ramBytes) =>
        ((ramBytes / FrameTables.FrameBytes) + FramesPerBank - 1) / FramesPerBank;
}
