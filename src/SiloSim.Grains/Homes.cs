using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>Finds the memory grain that is home to an address.</summary>
internal static class Homes
{
    /// <summary>Whether a guest address is in RAM.</summary>
    public static bool IsRam(uint address, int ramBytes) =>
        address < MemoryMap.P4 && MemoryMap.ToPhysical(address) - MemoryMap.RamBase < (uint)ramBytes;

    /// <summary>The home of the shared counter, through which the whole protocol goes.</summary>
    public static IMemoryGrain OfCounter(IGrainFactory grains, string machine, MachineSpec spec) =>
        Of(grains, machine, MemoryMap.ToPhysical(spec.Words.NmiRunning));

    /// <summary>The home of a physical address of RAM.</summary>
    public static IMemoryGrain Of(IGrainFactory grains, string machine, uint physical)
    {
        int frame = (int)((physical - MemoryMap.RamBase) / FrameTables.FrameBytes);
        return grains.GetGrain<IMemoryGrain>(GrainKeys.Bank(machine, Banks.Of(frame)));
    }
}
