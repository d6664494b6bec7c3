using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Placing;
using SiloSim.Grains.Telemetry;
using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>One machine, from boot to removal.</summary>
[KeepAlive, Immovable]
[MachinePlacement]
internal sealed partial class MachineGrain(SiloEngines engines, MachineHost host, ILogger<MachineGrain> logger) : Grain, IMachineGrain, IDisposable
{
    private const int CpusAtOnce = 256;                        // CPU grains that are activated side by side.
    private const int LongestReadBytes = 1 << 20;

    private readonly CancellationTokenSource _interrupt = new();
    private readonly CancellationTokenSource _removed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MachineSpec? _spec;
    private SiloAddress?[] _silos = [];   // By number; null for one that has left.
    private MachineParts? _parts;
    private CancellationTokenSource _watching = new();
    private RunLog? _log;
    private RunPlan? _plan;
    private Task _conducting = Task.CompletedTask;
    private Func<int> _rounds = static () => 0;
    private Func<ReplayOutcome?> _replay = static () => null;
    private RunEnd _end;
    private double _seconds;
    private MachineReport? _report;

    private string Key => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task Boot(MachineSpec spec, CancellationToken cancel)
    {
        if (_spec is not null)
        {
            throw new MachineException($"{Key}: booted already");
        }
        using Activity? trace = Traces.Begin("boot", Key);
        _ = spec.ToVariant(); // Before anything is built: a spec that is wrong leaves nothing behind.
        spec = spec with { Life = Guid.NewGuid() };
        _spec = spec with { Image = [] };
        SiloAddress[] silos = await Silos();
        MachineLayout layout = LayOut(spec, silos);
        ISiloEngine[] all = [.. silos.Select(engines.Of)];
        await Task.WhenAll(PrepareBanks(spec, silos, layout)).WaitAsync(cancel);
        await Task.WhenAll(all.Select((engine, index) => engine.Prepare(Key, _spec, index))).WaitAsync(cancel);
        ICoordinatorGrain coordinator = GrainFactory.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(Key));
        await PlacementHint.On(silos[layout.SiloOfCoordinator], () => coordinator.Prepare(_spec, silos)).WaitAsync(cancel);
        int[] siloOfCpu = await StartCpus(spec, silos, layout, cancel);
        _log = new RunLog(spec.Cpus);
        Assemble(silos, siloOfCpu);
        logger.Booted(Key, spec.Cpus, silos.Length, spec.Mode);
    }

    /// <inheritdoc/>
    public async Task Start(RunPlan plan)
    {
        MachineParts parts = _parts ?? throw NotBooted();
        if (_plan is not null)
        {
            throw new MachineException($"{Key}: has run already");
        }
        _plan = plan;
        await Task.WhenAll(parts.Silos.Select(silo => silo.Engine.Run(Key)));
        _conducting = Conduct(parts, plan, _log!);
    }

    /// <inheritdoc/>
    public async Task<MachineStatus> Wait(int milliseconds, int outputSeen)
    {
        RunLog log = _log ?? throw NotBooted();
        try
        {
            await _ended.Task.WaitAsync(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 20_000)), _moves.Token);
        }
        catch (Exception tooLong) when (tooLong is TimeoutException or OperationCanceledException)
        {
            // Not ended: that is what the status says.
        }
        CoordinatorTotals totals = _end == RunEnd.None && log.Fault is null
            ? await _parts!.Coordinator.Totals()
            : _report?.Coordinator ?? new CoordinatorTotals();
        return new MachineStatus(
            _end != RunEnd.None, _end, _rounds(), totals.Done, log.Nmis, log.Instructions, log.Exited, log.Output(outputSeen),
            log.Fault);
    }

    /// <inheritdoc/>
    public Task Interrupt()
    {
        _interrupt.Cancel();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<MachineReport> Report() =>
        Task.FromResult(_report ?? throw new MachineException($"{Key}: the run has not ended"));

    /// <inheritdoc/>
    public async Task<byte[]> ReadMemory(uint address, int bytes)
    {
        MachineSpec spec = _spec ?? throw NotBooted();
        if (bytes is < 1 or > LongestReadBytes
            || !Homes.IsRam(address, spec.RamBytes) || !Homes.IsRam(address + (uint)bytes - 1, spec.RamBytes))
        {
            throw new MachineException(
                string.Create(CultureInfo.InvariantCulture, $"{Key}: no memory at {address:x8}, {bytes} bytes"));
        }
        const uint BankBytes = Banks.FramesPerBank * FrameTables.FrameBytes;
        byte[] read = new byte[bytes];
        uint physical = MemoryMap.ToPhysical(address);
        for (int done = 0; done < bytes;)
        {
            uint at = physical + (uint)done;
            int count = (int)Math.Min((uint)(bytes - done), BankBytes - ((at - MemoryMap.RamBase) % BankBytes));
            byte[] part = await Homes.Of(GrainFactory, Key, at).Read(at, count);
            part.CopyTo(read, done);
            done += count;
        }
        return read;
    }

    /// <inheritdoc/>
    public async Task Remove()
    {
        MachineSpec? spec = _spec;
        if (_plan is not null && _end == RunEnd.None)
        {
            _log!.Add(new CpuEvent { Cpu = -1, Fault = $"{Key}: the machine was removed" }); // Who waits for its run is told.
        }
        _interrupt.Cancel();
        _removed.Cancel();
        if (spec is not null)
        {
            SiloAddress[] silos = await Silos();
            ConcurrentBag<int> struck = []; // Only these have an NMI grain: others would be activated to be removed.
            await Quietly(silos.Select(async silo =>
            {
                foreach (int cpu in await engines.Of(silo).Drop(Key))
                {
                    struck.Add(cpu);
                }
            }));
            await Quietly([GrainFactory.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(Key)).Remove()]);
            await Quietly(struck.Select(
                cpu => GrainFactory.GetGrain<INmiGrain>(GrainKeys.Nmi(Key, cpu)).Remove()));
            await Quietly(Enumerable.Range(0, spec.Cpus).Select(
                cpu => GrainFactory.GetGrain<ICpuGrain>(GrainKeys.Cpu(Key, cpu)).Remove()));
            await Quietly(Enumerable.Range(0, Banks.CountFor(spec.RamBytes)).Select(
                bank => GrainFactory.GetGrain<IMemoryGrain>(GrainKeys.Bank(Key, bank)).Remove()));
        }
        await Quietly([_conducting]);
        if (spec is not null)
        {
            logger.Removed(Key);
        }
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public async Task Happened(CpuEvent happened)
    {
        if (_spec is null)
        {
            DeactivateOnIdle(); // The machine was removed, and this came too late: nothing is to stay for it.
            return;
        }
        if (happened.Life != _spec.Life)
        {
            return; // Too late too, and the key is in use again.
        }
        if (happened.Violation is { } violation && _log is not null && _log.Keeps(violation) && _parts is { } parts)
        {
            WatchReport watched = await parts.Counter.Watched(ended: false);
            happened = happened with { Violation = violation with { Steps = watched.Steps } };
        }
        _log?.Add(happened);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _removed.Dispose();
        _watching.Dispose();
        _moves.Dispose();
        _pause.Dispose();
    }

    private MachineException NotBooted()
    {
        if (_spec is null)
        {
            DeactivateOnIdle(); // Nobody is to keep what was activated by the question alone.
        }
        return new MachineException($"{Key}: not booted");
    }

    private static async Task Quietly(IEnumerable<Task> calls)
    {
        try
        {
            await Task.WhenAll(calls).WaitAsync(SiloWatch.Silence);
        }
        catch (Exception)
        {
            // What cannot be reached any more is gone already.
        }
    }

    private async Task<SiloAddress[]> Silos()
    {
        Dictionary<SiloAddress, SiloStatus> hosts = await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return [.. MachinePlacementDirector.InOrder(hosts.Keys)];
    }

    /// <summary>Lays the machine out, or leaves the key free for one that can be.</summary>
    private MachineLayout LayOut(MachineSpec spec, SiloAddress[] silos)
    {
        try
        {
            return new MachineLayout(spec, silos.Length, Math.Max(0, Array.IndexOf(silos, GrainContext.Address.SiloAddress)));
        }
        catch (MachineException)
        {
            _spec = null;
            throw;
        }
    }

    private IEnumerable<Task> PrepareBanks(MachineSpec spec, SiloAddress[] silos, MachineLayout layout)
    {
        int frameCount = spec.RamBytes / FrameTables.FrameBytes;
        for (int bank = 0; bank < Banks.CountFor(spec.RamBytes); bank++)
        {
            int first = bank * Banks.FramesPerBank;
            uint start = MemoryMap.RamBase + ((uint)first * FrameTables.FrameBytes);
            IMemoryGrain grain = GrainFactory.GetGrain<IMemoryGrain>(GrainKeys.Bank(Key, bank));
            var shape = new BankSpec
            {
                Machine = Key,
                FirstFrame = first,
                FrameCount = Math.Min(Banks.FramesPerBank, frameCount - first),
                Image = [.. ImageParts.Within(spec.Image, start, Banks.FramesPerBank * FrameTables.FrameBytes)],
                ReadOnlyFrames = spec.ReadOnlyFrames,
                Silos = silos,
                Words = spec.Words,
                RamBytes = spec.RamBytes,
                Sites = spec.WatchedWords(),
                Life = spec.Life,
            };
            yield return PlacementHint.On(silos[layout.SiloOfBank(bank)], () => grain.Prepare(shape));
        }
    }

    private async Task<int[]> StartCpus(MachineSpec spec, SiloAddress[] silos, MachineLayout layout, CancellationToken cancel)
    {
        int[] siloOfCpu = new int[spec.Cpus];
        foreach (int[] batch in Enumerable.Range(0, spec.Cpus).Chunk(CpusAtOnce))
        {
            SiloAddress[] placed = await Task.WhenAll(batch.Select(cpu =>
            {
                var start = new CpuStart(spec.Entry, spec.Cpus, MemoryMap.StackTop(cpu, spec.Cpus, (uint)spec.RamBytes));
                ICpuGrain grain = GrainFactory.GetGrain<ICpuGrain>(GrainKeys.Cpu(Key, cpu));
                return PlacementHint.On(silos[layout.SiloOfCpu(cpu)], () => grain.Start(start));
            })).WaitAsync(cancel);
            for (int index = 0; index < batch.Length; index++)
            {
                siloOfCpu[batch[index]] = Array.IndexOf(silos, placed[index]);
            }
        }
        return Array.IndexOf(siloOfCpu, -1) < 0
            ? siloOfCpu
            : throw new MachineException($"{Key}: the cluster changed while the machine booted");
    }

    /// <summary>The machine has these silos from now on.</summary>
    private MachineParts Assemble(SiloAddress?[] silos, int[] siloOfCpu)
    {
        _silos = silos;
        int ownSilo = Array.IndexOf(silos, GrainContext.Address.SiloAddress);
        _parts = new MachineParts(GrainFactory, host, ownSilo, Key, _spec!, silos, engines, siloOfCpu);
        _watching.Cancel();
        _watching.Dispose();
        _watching = CancellationTokenSource.CreateLinkedTokenSource(_removed.Token);
        _ = Watch(_parts).Run(_watching.Token);
        return _parts;
    }

    private SiloWatch Watch(MachineParts parts) => new(Key, parts.Silos, fault =>
    {
        if (_end == RunEnd.None)
        {
            _log!.Add(new CpuEvent { Cpu = -1, Fault = fault });
        }
    });

    /// <summary>Runs the plan, or what is left of it, up to a pause or an end; whatever happens, an end comes with a report.</summary>
    private async Task Conduct(MachineParts parts, RunPlan plan, RunLog log)
    {
        long start = Stopwatch.GetTimestamp();
        double before = _seconds;
        TimeSpan limit = TimeSpan.FromMilliseconds(Math.Max(0, plan.TimeLimitMilliseconds - (before * 1000)));
        RunEnd end;
        try
        {
            Task<RunEnd> run = Begin(parts, plan, log, limit);
            await Task.WhenAny(run, log.Faulted);
            if (run.IsCompletedSuccessfully && log.Fault is null)
            {
                end = await run;
            }
            else
            {
                log.NameFault(await Watch(parts).Find(_removed.Token) ?? log.Fault ?? run.Exception!.InnerException!.Message);
                end = RunEnd.Fault;
            }
        }
        catch (Exception exception)
        {
            log.Add(new CpuEvent { Cpu = -1, Fault = exception.Message });
            end = RunEnd.Fault;
        }
        _seconds = before + Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (end == RunEnd.None)
        {
            return; // A pause.
        }
        var reports = new MachineReports(parts, log, _left);
        try
        {
            _removed.Token.ThrowIfCancellationRequested(); // Whom it asked would be activated again.
            _report = await reports.Make(end, _seconds, _replay(), _cpusMoved).WaitAsync(SiloWatch.Silence);
        }
        catch (Exception exception)
        {
            log.Add(new CpuEvent { Cpu = -1, Fault = exception.Message });
            end = RunEnd.Fault;
            _report = reports.OfFault(_seconds, _rounds());
        }
        if (log.Fault is { } fault)
        {
            logger.Faulted(Key, fault);
        }
        logger.Ended(Key, _seconds, end);
        _end = end;
        _ended.TrySetResult();
    }

    private Task<RunEnd> Begin(MachineParts parts, RunPlan plan, RunLog log, TimeSpan limit)
    {
        if (plan.Replay is not null)
        {
            var conductor = new ReplayConductor(parts, plan, log);
            _rounds = () => conductor.Rounds;
            _replay = () => conductor.Outcome;
            return conductor.Run(_interrupt.Token);
        }
        if (parts.Spec.Mode == RunMode.Lockstep)
        {
            var conductor = new LockstepConductor(parts, plan, log);
            _rounds = () => conductor.Rounds;
            return conductor.Run(limit, _interrupt.Token);
        }
        var free = new FreeRun(parts, plan, log, _rounds());
        _rounds = () => free.Rounds;
        _toldToEnd = () => free.ToldToEnd;
        return free.Run(limit, _interrupt.Token, _pause.Token);
    }
}
