using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Grains.Placing;

/// <summary>Which silo each grain of a machine is to be on. Silos are numbered in the order of their addresses.</summary>
internal sealed class MachineLayout
{
    private readonly MachineSpec _spec;
    private readonly CpuPlacement _placement;
    private readonly int _silos;
    private readonly int _own;

    /// <summary>Lays a machine out.</summary>
    /// <param name="spec">The machine.</param>
    /// <param name="silos">Silos of the cluster, 1 or more.</param>
    /// <param name="own">The silo of the machine's own grain.</param>
    /// <exception cref="MachineException">It cannot be placed as it says.</exception>
    public MachineLayout(MachineSpec spec, int silos, int own)
    {
        string? error = CpuPlacement.TryParse(spec.Placement, out CpuPlacement? placement, out string? wrong)
            ? placement.Hindrance(spec.Cpus, silos)
            : wrong;
        if (error is not null)
        {
            throw new MachineException($"placement {spec.Placement}: {error}");
        }
        (_spec, _placement, _silos, _own) = (spec, placement!, silos, own);
    }

    /// <summary>The silo of a CPU. Its NMI grain follows it.</summary>
    public int SiloOfCpu(int cpu) => _placement.SiloOf(cpu, _silos, _own);

    /// <summary>
    /// The silo of a bank: spread as the CPUs are, or near its first user. That is the CPU whose stack is the highest in the
    /// bank, and CPU 0, which boots the guest, where there is none.
    /// </summary>
    public int SiloOfBank(int bank)
    {
        if (!_placement.BanksNearFirstUser)
        {
            return bank % _silos;
        }
        uint stack = MemoryMap.StackBytes(_spec.Cpus, (uint)_spec.RamBytes);
        uint end = Math.Min((uint)_spec.RamBytes, ((uint)bank + 1) * Banks.FramesPerBank * FrameTables.FrameBytes);
        uint cpu = ((uint)_spec.RamBytes - end) / stack;
        return SiloOfCpu(cpu < (uint)_spec.Cpus ? (int)cpu : 0);
    }

    /// <summary>The silo of the coordinator: where the shared counter is, which each of its steps needs.</summary>
    public int SiloOfCoordinator =>
        SiloOfBank(Banks.Of((int)((MemoryMap.ToPhysical(_spec.Words.NmiRunning) - MemoryMap.RamBase) / FrameTables.FrameBytes)));
}
