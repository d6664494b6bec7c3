using System.Collections.Concurrent;
using System.Diagnostics;
using SiloSim.Grains.Telemetry;

namespace SiloSim.Grains.Engine;

/// <summary>The machines of which this silo runs a part. One object a silo, shared by its grains and its engine service.</summary>
internal sealed class MachineHost : IDisposable
{
    private readonly ConcurrentDictionary<string, HostedMachine> _machines = new();
    private readonly IGrainFactory _grains;
    private readonly EngineOptions _options;
    private readonly CoreEngine _engine;

    /// <summary>Starts the engine.</summary>
    public MachineHost(IGrainFactory grains, EngineOptions options)
    {
        (_grains, _options) = (grains, options);
        _engine = new CoreEngine(options.Threads);
        Metrics = new SiloMetrics(() => _machines.Values);
    }

    /// <summary>What this silo measures.</summary>
    public SiloMetrics Metrics { get; }

    /// <summary>Runs the cores of free machines.</summary>
    public CoreEngine Engine => _engine;

    /// <summary>Makes room for a machine.</summary>
    public void Prepare(string key, MachineSpec spec, int silo)
    {
        var machine = new HostedMachine(key, spec, silo, _engine.Safepoints, new MachineLinks(_grains, key, spec));
        if (!_machines.TryAdd(key, machine))
        {
            _engine.Safepoints.Remove(machine.Mutator);
            machine.Dispose();
            throw new MachineException($"{key}: this silo has a part of it already");
        }
    }

    /// <summary>Finds a machine.</summary>
    /// <exception cref="MachineException">This silo has no part of it.</exception>
    public HostedMachine Find(string key) =>
        _machines.TryGetValue(key, out HostedMachine? machine)
            ? machine
            : throw new MachineException($"{key}: this silo has no part of it");

    /// <summary>The machines of which there is a part here.</summary>
    public IReadOnlyCollection<string> Keys => [.. _machines.Keys];

    /// <summary>The machine's grain asks whether its part is here, and so says that it is there itself.</summary>
    /// <exception cref="MachineException">This silo has no part of it.</exception>
    public void Hear(string key) => Find(key).HeardAt = Stopwatch.GetTimestamp();

    /// <summary>The machines whose grain has been silent for longer than <see cref="EngineOptions.OrphanPatience"/>.</summary>
    public IReadOnlyList<HostedMachine> Orphans() =>
        [.. _machines.Values.Where(machine => Stopwatch.GetElapsedTime(machine.HeardAt) > _options.OrphanPatience)];

    /// <summary>All cores are there; a free machine's begin to run.</summary>
    public void Run(string key)
    {
        HostedMachine machine = Find(key);
        machine.Seal();
        if (machine.Spec.Mode == RunMode.Free)
        {
            _engine.Run(machine);
        }
    }

    /// <summary>Runs a lockstep turn.</summary>
    public Task<TurnResult> Turn(string key, TurnRequest turn) => LockstepTurns.Run(Find(key), _engine.Safepoints, turn);

    /// <summary>A phase of <c>stop_machine</c>.</summary>
    public async Task Phase(string key, int phase)
    {
        long start = Stopwatch.GetTimestamp();
        await _engine.Phase(Find(key), phase);
        Metrics.PhaseDone(phase, start);
    }

    /// <summary>What is here, for people.</summary>
    public EngineStatus Inventory() => new(
        _options.Threads,
        Environment.WorkingSet,
        [.. _machines.Values.OrderBy(static machine => machine.Key, StringComparer.Ordinal).Select(static machine => machine.Part())]);

    /// <summary>Forgets a machine.</summary>
    /// <returns>Its CPUs here whose NMI grain is active.</returns>
    public int[] Drop(string key)
    {
        if (!_machines.TryRemove(key, out HostedMachine? machine))
        {
            return [];
        }
        _engine.Drop(machine);
        Metrics.Dropped(machine);
        return machine.CpusWithNmiGrain();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string key in _machines.Keys)
        {
            Drop(key);
        }
        _engine.Dispose();
        Metrics.Dispose();
    }
}
