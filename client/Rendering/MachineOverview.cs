using SiloSim.Grains;

namespace SiloSim.CommandLine.Rendering;

/// <summary>One machine of a cluster, put together from what its silos have of it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Parts">Its silos' addresses, in the order in which machines number them, and what each has.</param>
internal sealed record MachineOverview(string Name, IReadOnlyList<(string Silo, MachinePart Part)> Parts)
{
    /// <summary>CPUs on all silos.</summary>
    public int Cpus => Parts.Sum(static part => part.Part.Cpus);

    /// <summary>CPUs on which the guest has exited or crashed.</summary>
    public int Ended => Parts.Sum(static part => part.Part.Ended);

    /// <summary>Instructions retired.</summary>
    public long Instructions => Parts.Sum(static part => part.Part.Instructions);

    /// <summary>Bytes of copies of frames on all silos.</summary>
    public long FrameBytes => Parts.Sum(static part => part.Part.FrameBytes);

    /// <summary>Lockstep or free.</summary>
    public RunMode Mode => Parts[0].Part.Mode;

    /// <summary>What it is doing, in a word.</summary>
    public string State => Ended == Cpus ? "ended" : Parts.Any(static part => part.Part.Stopped) ? "stopped" : "running";

    /// <summary>The machines of a cluster, by name.</summary>
    public static IReadOnlyList<MachineOverview> Of(ClusterStatus cluster) =>
    [
        .. cluster.Silos
            .SelectMany(static silo => (silo.Engine?.Parts ?? []).Select(part => (silo.Address, Part: part)))
            .GroupBy(static part => part.Part.Machine)
            .OrderBy(static machine => machine.Key, StringComparer.Ordinal)
            .Select(static machine => new MachineOverview(machine.Key, [.. machine])),
    ];
}
