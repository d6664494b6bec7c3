using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>Finds the memory grain that is home to an address.</summary>
internal static class Homes
{
    /// <summary>The home of the shared counter, through which the whole protocol goes.</summary>
    public static IMemoryGrain OfCounter(IGrainFactory grains, string machine, MachineSpec spec) =>
        Of(grains, machine, MemoryMap.Physical(spec.Words.NmiRunning));

    /// <summary>The home of a physical address of RAM.</summary>
    public static IMemoryGrain Of(IGrainFactory grains, string machine, uint physical)
    {
        int frame = (int)((physical - MemoryMap.RamBase) / FrameTables.FrameBytes);
        return grains.GetGrain<IMemoryGrain>(GrainKeys.Bank(machine, Banks.Of(frame)));
    }
}
