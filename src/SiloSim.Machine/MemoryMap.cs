using System.Numerics;
using SiloSim.Sh4;

namespace SiloSim.Machine;

/// <summary>The bare board's memory: RAM in area 3, the stacks of the CPUs at its top.</summary>
/// <remarks>Source: SH-4 hardware manual, "Memory space" and "Bus state controller" (area 3 is the SDRAM area).</remarks>
public static class MemoryMap
{
    /// <summary>Physical address of the first byte of RAM.</summary>
    public const uint RamBase = 0x0c00_0000;

    /// <summary>RAM of a machine that asks for nothing else, in bytes: the whole of area 3, 64 MiB.</summary>
    public const uint DefaultRamBytes = 64 << 20;

    /// <summary>As much RAM as area 3 can hold, in bytes.</summary>
    public const uint MaximumRamBytes = 64 << 20;

    /// <summary>Bytes in a frame, the unit in which memory is shared.</summary>
    public const uint FrameBytes = FrameTables.FrameBytes;

    /// <summary>Most CPUs that a machine may have: their smallest stacks take a quarter of the RAM.</summary>
    public const int MaximumCpus = 4096;

    /// <summary>Most bytes of stack of a CPU; with many CPUs each gets less.</summary>
    public const uint MaximumStackBytes = 16 << 10;

    /// <summary>SR at the entry of a bare guest: MD, RB, BL set and IMASK 15, as after a reset.</summary>
    public const uint EntrySr = 0x7000_00f0;

    /// <summary>The first address of segment P1 (cached, not translated).</summary>
    public const uint P1 = 0x8000_0000;

    /// <summary>The first address of segment P4, which holds no memory.</summary>
    public const uint P4 = 0xe000_0000;

    private const uint PhysicalMask = 0x1fff_ffff;

    /// <summary>The physical address behind a P0, P1, P2 or P3 address, where nothing is translated by a TLB.</summary>
    /// <param name="address">A virtual address below <see cref="P4"/>.</param>
    /// <returns>29 bits.</returns>
    public static uint ToPhysical(uint address) => address & PhysicalMask;

    /// <summary>The P1 address of physical memory.</summary>
    /// <param name="physical">A physical address, 29 bits.</param>
    public static uint ToP1(uint physical) => (physical & PhysicalMask) | P1;

    /// <summary>Bytes of stack that each CPU gets: 16 KiB, or less so that all fill at most a quarter of RAM.</summary>
    /// <param name="cpus">CPUs of the machine, 1 to <see cref="MaximumCpus"/>.</param>
    /// <param name="ramBytes">RAM in bytes.</param>
    /// <returns>A power of two, at least a frame and at most <see cref="MaximumStackBytes"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such machine, or its RAM is too small for its stacks.</exception>
    public static uint StackBytes(int cpus, uint ramBytes = DefaultRamBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cpus, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cpus, MaximumCpus);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ramBytes, MaximumRamBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(ramBytes, 4 * FrameBytes * (uint)cpus);
        uint share = ramBytes / 4 / (uint)cpus;
        return Math.Min(MaximumStackBytes, 1u << BitOperations.Log2(share));
    }

    /// <summary>R15 of a CPU at its entry: the P1 address just after its stack. CPU 0's ends where RAM ends.</summary>
    /// <param name="cpu">The CPU, 0 to <paramref name="cpus"/> - 1.</param>
    /// <param name="cpus">CPUs of the machine, 1 to <see cref="MaximumCpus"/>.</param>
    /// <param name="ramBytes">RAM in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such CPU or machine.</exception>
    public static uint StackTop(int cpu, int cpus, uint ramBytes = DefaultRamBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, cpus);
        return ToP1(RamBase) + ramBytes - ((uint)cpu * StackBytes(cpus, ramBytes));
    }
}
