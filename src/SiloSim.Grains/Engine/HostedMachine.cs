using System.Diagnostics;
using SiloSim.Ftrace;
using SiloSim.Grains.Moving;
using SiloSim.Machine;
using SiloSim.Machine.Coherence;
using SiloSim.Machine.Lockstep;
using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <summary>One machine's part on this silo: its copies of frames, its cores, and whether it is stopped.</summary>
internal sealed class HostedMachine : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, HostedCore> _cores = [];
    private readonly HashSet<HostedCore> _busy = []; // In an NMI, or with an access at a home: these come to an end before a stop.
    private readonly List<(HashSet<HostedCore> Awaited, TaskCompletionSource Idle)> _busyWaiters = [];
    private readonly SiteTable _sites;
    private readonly CancellationTokenSource _dropped = new();
    private HostedCore[] _coreList = [];
    private bool _stopped;
    private bool _frozen;
    private bool _keepGoing = true;
    private int _inputRead;

    /// <summary>Makes room for a machine.</summary>
    /// <param name="key">The machine's key.</param>
    /// <param name="spec">Its shape.</param>
    /// <param name="silo">This silo's number in it.</param>
    /// <param name="safepoints">Of this silo's engine.</param>
    /// <param name="links">To the machine's grains.</param>
    public HostedMachine(string key, MachineSpec spec, int silo, Safepoints safepoints, IMachineLinks links)
    {
        Key = key;
        Spec = spec;
        Silo = silo;
        Links = links;
        Dropped = _dropped.Token;
        Mutator = safepoints.Add();
        Watched = spec.WatchedWords();
        _sites = new SiteTable(Watched.Select(site => new CallSiteWords(site.Address, site.Call, site.Initial)));
        Frames = new SiloFrames(
            new SiloIndex(silo),
            MemoryMap.RamBase,
            spec.RamBytes / FrameTables.FrameBytes,
            Watched.Select(site => MemoryMap.ToPhysical(site.Address)),
            spec.ReadOnlyFrames,
            safepoints,
            (frame, wanted) => links.Acquire(frame, wanted, silo),
            exception => links.Fault(key, exception));
    }

    public string Key { get; }

    public MachineSpec Spec { get; }

    public int Silo { get; }

    public IMachineLinks Links { get; }

    /// <summary>The words that are observed.</summary>
    public IReadOnlyList<SiteSpec> Watched { get; }

    public SiloFrames Frames { get; }

    /// <summary>Executes guest code for this machine in lockstep.</summary>
    public Mutator Mutator { get; }

    /// <summary>Cores that may run, in free mode. Guarded by the engine.</summary>
    public Queue<HostedCore> RunQueue { get; } = new();

    /// <summary>The free run has begun.</summary>
    public bool Running { get; set; }

    /// <summary>From DisableIrq to Exit: nothing runs but NMI handlers.</summary>
    public bool Stopped => Volatile.Read(ref _stopped);

    /// <summary>Nothing runs at all, NMIs neither: its cores and frames may be moved to other silos.</summary>
    public bool Frozen => Volatile.Read(ref _frozen);

    /// <summary>What the host call <em>keep going</em> answers.</summary>
    public bool KeepGoing => Volatile.Read(ref _keepGoing);

    /// <summary>Cancelled when the machine is dropped.</summary>
    public CancellationToken Dropped { get; }

    /// <summary>Instructions retired on this silo and the time they took, for the mean rate of a core.</summary>
    public MeanRate Rate { get; } = new();

    /// <summary>When the machine's grain was last heard of, as a timestamp.</summary>
    public long HeardAt { get; set; } = Stopwatch.GetTimestamp();

    /// <summary>The cores, in the order of their numbers.</summary>
    public IReadOnlyList<HostedCore> Cores => Volatile.Read(ref _coreList);

    /// <summary>Fetches the machine's text, which all cores will ask for.</summary>
    public Task PrefetchText() => Frames.Prefetch(
        Spec.TextFrames.Select(static frame => new FrameIndex(frame)), frames => Links.Fetch(frames, Silo));

    /// <summary>Takes a core in.</summary>
    /// <exception cref="MachineException">There is one of this number already.</exception>
    public HostedCore Add(int cpu, CpuStart start)
    {
        lock (_gate)
        {
            HostedCore core = New(cpu, start);
            if (!_cores.TryAdd(cpu, core))
            {
                throw new MachineException($"{Key}: cpu {cpu} is on this silo already");
            }
            return core;
        }
    }

    /// <summary>Takes in a core that comes from another silo. The machine is frozen.</summary>
    /// <exception cref="MachineException">There is one of this number already, or it is none of this machine.</exception>
    public void Add(int cpu, MovedCore moved)
    {
        HostedCore core = New(cpu, new CpuStart(Spec.Entry, Spec.Cpus, 0));
        core.Unpack(moved);
        lock (_gate)
        {
            if (!_frozen || !_cores.TryAdd(cpu, core))
            {
                throw new MachineException($"{Key}: cpu {cpu} came to a silo that cannot take it in");
            }
        }
        Seal();
    }

    /// <summary>Lets a core go to another silo. The machine is frozen.</summary>
    /// <exception cref="MachineException">It is not on this silo, or the machine is not frozen.</exception>
    public MovedCore Take(int cpu)
    {
        HostedCore core = Find(cpu);
        lock (_gate)
        {
            if (!_frozen || !_cores.Remove(cpu))
            {
                throw new MachineException($"{Key}: cpu {cpu} cannot leave a machine that runs");
            }
        }
        Seal();
        return core.Pack();
    }

    /// <summary>Nobody runs anything from now on, and no NMI begins; or they may again.</summary>
    public void SetFrozen(bool frozen)
    {
        lock (_gate)
        {
            Volatile.Write(ref _frozen, frozen);
        }
        SetStopped(frozen);
    }

    /// <summary>Finds a core.</summary>
    /// <exception cref="MachineException">It is not on this silo.</exception>
    public HostedCore Find(int cpu)
    {
        lock (_gate)
        {
            return _cores.TryGetValue(cpu, out HostedCore? core)
                ? core
                : throw new MachineException($"{Key}: cpu {cpu} is not on this silo");
        }
    }

    /// <summary>The CPUs here whose NMI grain is active.</summary>
    public int[] CpusWithNmiGrain()
    {
        lock (_gate)
        {
            return [.. _cores.Values.Where(static core => core.HasNmiGrain).Select(static core => core.Cpu)];
        }
    }

    /// <summary>All cores are there: makes the list that threads look through.</summary>
    public void Seal()
    {
        lock (_gate)
        {
            Volatile.Write(ref _coreList, [.. _cores.Values]);
        }
    }

    /// <summary>When it was stopped last, as a timestamp.</summary>
    public long StoppedSince { get; private set; }

    public void SetStopped(bool stopped)
    {
        StoppedSince = Stopwatch.GetTimestamp();
        Volatile.Write(ref _stopped, stopped);
    }

    /// <summary>Sets what <em>keep going</em> answers; a core that then goes on for too long hangs.</summary>
    public void SetKeepGoing(bool keepGoing)
    {
        Volatile.Write(ref _keepGoing, keepGoing);
        foreach (HostedCore core in Cores)
        {
            core.HangDeadline = keepGoing ? long.MaxValue : core.VirtualTime + Spec.HangLimit;
        }
    }

    /// <summary>Reads the next bytes of the guest's input.</summary>
    public ReadOnlyMemory<byte> ReadInput(int bytes)
    {
        lock (_gate)
        {
            int count = Math.Min(bytes, Spec.Input.Length - _inputRead);
            ReadOnlyMemory<byte> read = Spec.Input.AsMemory(_inputRead, count);
            _inputRead += count;
            return read;
        }
    }

    /// <summary>An NMI of a core begins, unless the machine is frozen.</summary>
    public bool TryBeginNmi(HostedCore core)
    {
        lock (_gate)
        {
            return !_frozen && _busy.Add(core);
        }
    }

    /// <summary>An NMI of a core is over, or was held back.</summary>
    public void EndNmi(HostedCore core)
    {
        lock (_gate)
        {
            NotBusy(core);
        }
    }

    /// <summary>
    /// A core is to have an access done at a home, unless the machine is stopped: no CPU reads or writes while text is patched,
    /// but in an NMI, whose accesses are part of it.
    /// </summary>
    public bool TryBeginAccess(HostedCore core)
    {
        lock (_gate)
        {
            return core.InNmi || (!Stopped && _busy.Add(core));
        }
    }

    /// <summary>The instruction with that access has retired, or the home has not done it.</summary>
    public void EndAccess(HostedCore core)
    {
        lock (_gate)
        {
            if (!core.InNmi)
            {
                NotBusy(core);
            }
        }
    }

    /// <summary>
    /// Completes when the NMIs that run now are over, and the accesses that are under way to homes: a CPU acknowledges a phase
    /// outside of an NMI, and between two instructions.
    /// </summary>
    public Task BusyCores()
    {
        lock (_gate)
        {
            if (_busy.Count == 0)
            {
                return Task.CompletedTask;
            }
            var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _busyWaiters.Add(([.. _busy], idle));
            return idle.Task.WaitAsync(Dropped);
        }
    }

    // Called with the gate held.
    private void NotBusy(HostedCore core)
    {
        _busy.Remove(core);
        for (int index = _busyWaiters.Count - 1; index >= 0; index--)
        {
            (HashSet<HostedCore> awaited, TaskCompletionSource idle) = _busyWaiters[index];
            if (awaited.Remove(core) && awaited.Count == 0)
            {
                _busyWaiters.RemoveAt(index);
                idle.TrySetResult();
            }
        }
    }

    /// <summary>Ends all that waits in the machine.</summary>
    public void Dispose()
    {
        _dropped.Cancel();
        _dropped.Dispose();
    }

    private HostedCore New(int cpu, CpuStart start) =>
        new(this, cpu, start, new SiteReads(_sites, cpu), new Strikes(Spec.Seed, cpu, Spec.NmiEvery));

    /// <summary>Instructions retired by the cores that are here now.</summary>
    public long Retired => Cores.Sum(static core => core.Core.Retired);

    /// <summary>What this silo has of the machine, while it runs.</summary>
    public MachinePart Part()
    {
        HostedCore[] cores;
        lock (_gate)
        {
            cores = [.. _cores.Values];
        }
        return new MachinePart
        {
            Machine = Key,
            Mode = Spec.Mode,
            Cpus = cores.Length,
            Ended = cores.Count(static core => core.ExitCode is not null || core.Crash is not null),
            Stopped = Stopped,
            Instructions = Retired,
            FrameBytes = Frames.CopiedBytes,
        };
    }

    /// <summary>Reports this silo's part.</summary>
    public SiloReport Report() => new()
    {
        Cpus = [.. Cores.Select(core => core.Report())],
        FramesIn = Frames.FramesIn,
        FramesOut = Frames.FramesOut,
    };
}
