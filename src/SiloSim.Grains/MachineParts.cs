using SiloSim.Grains.Engine;

namespace SiloSim.Grains;

/// <summary>The parts of one booted machine: its engines, its grains, and which CPU is where.</summary>
internal sealed class MachineParts
{
    private readonly IGrainFactory _grains;
    private readonly MachineHost _host;
    private readonly int _ownSilo;
    private readonly ISiloEngine?[] _engines;
    private readonly Dictionary<int, INmiGrain> _nmis = [];

    /// <summary>The parts of a machine whose CPUs are placed.</summary>
    /// <param name="grains">Finds its grains.</param>
    /// <param name="host">What the silo on which this is made runs.</param>
    /// <param name="ownSilo">The number of that silo.</param>
    /// <param name="key">The machine's key.</param>
    /// <param name="spec">Its spec.</param>
    /// <param name="silos">Its silos by number; null for one that has left.</param>
    /// <param name="engines">Finds their engines.</param>
    /// <param name="siloOfCpu">The silo of each CPU.</param>
    public MachineParts(
        IGrainFactory grains, MachineHost host, int ownSilo, string key, MachineSpec spec, SiloAddress?[] silos, SiloEngines engines,
        int[] siloOfCpu)
    {
        _grains = grains;
        _host = host;
        _ownSilo = ownSilo;
        Key = key;
        Spec = spec;
        Silos = [.. silos.Select((address, number) => (number, address)).Where(static silo => silo.address is not null)
            .Select(silo => new MachineSilo(silo.number, silo.address!, engines.Of(silo.address!)))];
        _engines = [.. silos.Select(address => address is null ? null : engines.Of(address))];
        SiloOfCpu = siloOfCpu;
        Coordinator = grains.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(key));
        Counter = Homes.OfCounter(grains, key, spec);
    }

    /// <summary>The machine's key.</summary>
    public string Key { get; }

    /// <summary>Its spec, without the image.</summary>
    public MachineSpec Spec { get; }

    /// <summary>Its silos, in the order of their numbers.</summary>
    public IReadOnlyList<MachineSilo> Silos { get; }

    /// <summary>The silo of each CPU.</summary>
    public int[] SiloOfCpu { get; }

    /// <summary>The coordinator.</summary>
    public ICoordinatorGrain Coordinator { get; }

    /// <summary>The home of the shared counter.</summary>
    public IMemoryGrain Counter { get; }

    /// <summary>The NMI grain of a CPU.</summary>
    public INmiGrain Nmi(int cpu) =>
        _nmis.TryGetValue(cpu, out INmiGrain? nmi)
            ? nmi
            : _nmis[cpu] = _grains.GetGrain<INmiGrain>(GrainKeys.Nmi(Key, cpu));

    /// <summary>Runs a CPU for a turn, on its silo: at once and here if it is this one, else by a message to its engine.</summary>
    public Task<TurnResult> Turn(TurnRequest turn)
    {
        int silo = SiloOfCpu[turn.Cpu];
        return silo == _ownSilo ? _host.Turn(Key, turn) : _engines[silo]!.Turn(Key, turn);
    }

    /// <summary>All silos enter a phase of <c>stop_machine</c>.</summary>
    public Task Phase(int phase) => Task.WhenAll(Silos.Select(silo => silo.Engine.Phase(Key, phase)));

    /// <summary>Tells all silos what <em>keep going</em> answers.</summary>
    public Task KeepGoing(bool keepGoing) => Task.WhenAll(Silos.Select(silo => silo.Engine.KeepGoing(Key, keepGoing)));
}

/// <summary>A silo of a machine.</summary>
/// <param name="Number">Its number in the machine; it keeps it for as long as the machine is there.</param>
/// <param name="Address">Its address.</param>
/// <param name="Engine">Its engine.</param>
internal sealed record MachineSilo(int Number, SiloAddress Address, ISiloEngine Engine);
