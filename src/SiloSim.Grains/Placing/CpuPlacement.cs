using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SiloSim.Machine;

namespace SiloSim.Grains.Placing;

/// <summary>Which silo each CPU of a machine goes to: what <see cref="MachineSpec.Placement"/> says.</summary>
internal sealed class CpuPlacement
{
    /// <summary>What a placement may be, for messages.</summary>
    public const string Forms = "spread, pack, pack:CPUS or pinned:CPUS=SILO,... such as pinned:0-3=0,4-7=1";

    private readonly PlacementKind _kind;
    private readonly int _cpusPerSilo = MemoryMap.MaximumCpus; // A silo holds as many as a machine may have.
    private readonly SortedDictionary<int, int> _pins = [];

    private CpuPlacement(PlacementKind kind) => _kind = kind;

    private CpuPlacement(int cpusPerSilo)
        : this(PlacementKind.Pack) => _cpusPerSilo = cpusPerSilo;

    private CpuPlacement(SortedDictionary<int, int> pins)
        : this(PlacementKind.Pinned) => _pins = pins;

    /// <summary>Whether banks are near the CPUs that use them first, and not spread as the CPUs are.</summary>
    public bool BanksNearFirstUser => _kind != PlacementKind.Spread;

    /// <summary>Reads a placement.</summary>
    /// <param name="text">As <see cref="Forms"/> says.</param>
    /// <param name="placement">The placement.</param>
    /// <param name="error">What is wrong with it, in one line.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out CpuPlacement? placement, [NotNullWhen(false)] out string? error)
    {
        const string Packed = "pack:";
        const string Pinned = "pinned:";
        (placement, error) = (null, Forms);
        if (text is "spread" or "pack")
        {
            placement = new CpuPlacement(text == "pack" ? PlacementKind.Pack : PlacementKind.Spread);
        }
        else if (text.StartsWith(Packed, StringComparison.Ordinal))
        {
            error = $"1 to {MemoryMap.MaximumCpus} CPUs on a silo";
            placement = TryNumber(text.AsSpan(Packed.Length), out int cpus) && cpus is >= 1 and <= MemoryMap.MaximumCpus
                ? new CpuPlacement(cpus)
                : null;
        }
        else if (text.StartsWith(Pinned, StringComparison.Ordinal))
        {
            var pins = new SortedDictionary<int, int>();
            error = text[Pinned.Length..].Split(',').Select(pin => Pin(pin, pins)).FirstOrDefault(static wrong => wrong is not null);
            placement = error is null ? new CpuPlacement(pins) : null;
        }
        return placement is not null;
    }

    /// <summary>What hinders a machine from being placed so, in one line, or null.</summary>
    /// <param name="cpus">Its CPUs.</param>
    /// <param name="silos">Silos of the cluster; null where that is not known yet.</param>
    public string? Hindrance(int cpus, int? silos) => _kind switch
    {
        PlacementKind.Pack when (long)_cpusPerSilo * (silos ?? int.MaxValue) < cpus =>
            Text($"{cpus} CPUs need {(cpus + _cpusPerSilo - 1) / _cpusPerSilo} silos, and there {AreSilos(silos!.Value)}"),
        PlacementKind.Pinned when Enumerable.Range(0, cpus).Where(cpu => !_pins.ContainsKey(cpu)).ToArray() is [int free, ..] =>
            Text($"cpu {free} is pinned to no silo"),
        PlacementKind.Pinned when _pins.Where(pin => pin.Key < cpus && pin.Value >= silos).ToArray() is [var pin, ..] =>
            Text($"cpu {pin.Key} is pinned to silo {pin.Value}, and there {AreSilos(silos!.Value)}, from 0 on"),
        _ => null,
    };

    /// <summary>A CPU that is pinned but not there, or null.</summary>
    /// <param name="cpus">CPUs of the machine.</param>
    public int? Missing(int cpus) => _pins.Keys.Where(cpu => cpu >= cpus).Cast<int?>().FirstOrDefault();

    /// <summary>The silo of a CPU, by number.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="silos">Silos of the cluster. Nothing hinders the machine from being placed on them.</param>
    /// <param name="first">The silo of the machine's own grain, which is packed first.</param>
    public int SiloOf(int cpu, int silos, int first) => _kind switch
    {
        PlacementKind.Pack => (first + (cpu / _cpusPerSilo)) % silos,
        PlacementKind.Pinned => _pins[cpu],
        _ => cpu % silos,
    };

    private static string? Pin(string pin, SortedDictionary<int, int> pins)
    {
        string[] sides = pin.Split('=');
        string[] range = sides[0].Split('-');
        if (sides.Length != 2 || range.Length > 2
            || !TryNumber(range[0], out int first) || !TryNumber(range[^1], out int last) || !TryNumber(sides[1], out int silo))
        {
            return $"'{pin}' is not of the form CPUS=SILO, such as 0-3=0";
        }
        if (last < first || last >= MemoryMap.MaximumCpus)
        {
            return $"'{sides[0]}': CPUs are counted upwards, from 0 to {MemoryMap.MaximumCpus - 1}";
        }
        for (int cpu = first; cpu <= last; cpu++)
        {
            if (!pins.TryAdd(cpu, silo))
            {
                return Text($"cpu {cpu} is pinned twice");
            }
        }
        return null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string AreSilos(int silos) => silos == 1 ? "is 1 silo" : Text($"are {silos} silos");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
