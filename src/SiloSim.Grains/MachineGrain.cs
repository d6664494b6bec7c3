using System.Diagnostics;
using System.Globalization;
using SiloSim.Grains.Engine;
using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>One machine, from boot to removal.</summary>
[KeepAlive]
[MachinePlacement]
internal sealed class MachineGrain(SiloEngines engines, MachineHost host) : Grain, IMachineGrain, IDisposable
{
    private const int CpusAtOnce = 256;                        // CPU grains that are activated side by side.
    private const int LongestReadBytes = 1 << 20;
    private const int LooksForALostSilo = 5;                   // One that goes down may answer once more.
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10); // A silo that is silent for so long is lost.

    private readonly CancellationTokenSource _interrupt = new();
    private readonly CancellationTokenSource _removed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MachineSpec? _spec;
    private MachineParts? _parts;
    private RunLog? _log;
    private Func<int> _rounds = static () => 0;
    private Func<ReplayOutcome?> _replay = static () => null;
    private bool _started;
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
        _ = spec.ToVariant(); // Before anything is built: a spec that is wrong leaves nothing behind.
        spec = spec with { Life = Guid.NewGuid() };
        _spec = spec with { Image = [] };
        SiloAddress[] silos = await Silos();
        ISiloEngine[] all = [.. silos.Select(engines.Of)];
        await Task.WhenAll(PrepareBanks(spec, silos)).WaitAsync(cancel);
        await Task.WhenAll(all.Select((engine, index) => engine.Prepare(Key, _spec, index))).WaitAsync(cancel);
        await GrainFactory.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(Key)).Prepare(_spec, silos).WaitAsync(cancel);
        int[] siloOfCpu = await StartCpus(spec, silos, cancel);
        int ownSilo = Array.IndexOf(silos, GrainContext.Address.SiloAddress);
        _parts = new MachineParts(GrainFactory, host, ownSilo, Key, _spec, all, siloOfCpu);
        _log = new RunLog(spec.Cpus);
        _ = WatchSilos(_parts, _log);
    }

    /// <inheritdoc/>
    public async Task Start(RunPlan plan)
    {
        MachineParts parts = _parts ?? throw new MachineException($"{Key}: not booted");
        if (_started)
        {
            throw new MachineException($"{Key}: has run already");
        }
        _started = true;
        await Task.WhenAll(parts.Engines.Select(engine => engine.Run(Key)));
        _ = Conduct(parts, plan, _log!);
    }

    /// <inheritdoc/>
    public async Task<MachineStatus> Wait(int milliseconds)
    {
        RunLog log = _log ?? throw new MachineException($"{Key}: not booted");
        try
        {
            await _ended.Task.WaitAsync(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 20_000)));
        }
        catch (TimeoutException)
        {
            // Not ended: that is what the status says.
        }
        CoordinatorTotals totals = _end == RunEnd.None && log.Fault is null
            ? await _parts!.Coordinator.Totals()
            : _report?.Coordinator ?? new CoordinatorTotals();
        return new MachineStatus(
            _end != RunEnd.None, _end, _rounds(), totals.Done, log.Nmis, log.Instructions, log.Exited, log.TakeOutput(),
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
        MachineSpec spec = _spec ?? throw new MachineException($"{Key}: not booted");
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
        _interrupt.Cancel();
        _removed.Cancel();
        if (spec is not null)
        {
            SiloAddress[] silos = await Silos();
            await Quietly(silos.Select(silo => engines.Of(silo).Drop(Key)));
            await Quietly([GrainFactory.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(Key)).Remove()]);
            await Quietly(Enumerable.Range(0, spec.Cpus).Select(
                cpu => GrainFactory.GetGrain<INmiGrain>(GrainKeys.Nmi(Key, cpu)).Remove()));
            await Quietly(Enumerable.Range(0, spec.Cpus).Select(
                cpu => GrainFactory.GetGrain<ICpuGrain>(GrainKeys.Cpu(Key, cpu)).Remove()));
            await Quietly(Enumerable.Range(0, Banks.CountFor(spec.RamBytes)).Select(
                bank => GrainFactory.GetGrain<IMemoryGrain>(GrainKeys.Bank(Key, bank)).Remove()));
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
    }

    private static async Task Quietly(IEnumerable<Task> calls)
    {
        try
        {
            await Task.WhenAll(calls).WaitAsync(s_silence);
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

    private IEnumerable<Task> PrepareBanks(MachineSpec spec, SiloAddress[] silos)
    {
        int frameCount = spec.RamBytes / FrameTables.FrameBytes;
        for (int bank = 0; bank < Banks.CountFor(spec.RamBytes); bank++)
        {
            int first = bank * Banks.FramesPerBank;
            uint start = MemoryMap.RamBase + ((uint)first * FrameTables.FrameBytes);
            yield return GrainFactory.GetGrain<IMemoryGrain>(GrainKeys.Bank(Key, bank)).Prepare(new BankSpec
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
            });
        }
    }

    private async Task<int[]> StartCpus(MachineSpec spec, SiloAddress[] silos, CancellationToken cancel)
    {
        int[] siloOfCpu = new int[spec.Cpus];
        foreach (int[] batch in Enumerable.Range(0, spec.Cpus).Chunk(CpusAtOnce))
        {
            SiloAddress[] placed = await Task.WhenAll(batch.Select(cpu =>
                GrainFactory.GetGrain<ICpuGrain>(GrainKeys.Cpu(Key, cpu)).Start(
                    new CpuStart(spec.Entry, spec.Cpus, MemoryMap.StackTop(cpu, spec.Cpus, (uint)spec.RamBytes))))).WaitAsync(cancel);
            for (int index = 0; index < batch.Length; index++)
            {
                siloOfCpu[batch[index]] = Array.IndexOf(silos, placed[index]);
            }
        }
        return Array.IndexOf(siloOfCpu, -1) < 0
            ? siloOfCpu
            : throw new MachineException($"{Key}: the cluster changed while the machine booted");
    }

    /// <summary>Runs the plan, and whatever happens, ends with a report.</summary>
    private async Task Conduct(MachineParts parts, RunPlan plan, RunLog log)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan limit = TimeSpan.FromMilliseconds(plan.TimeLimitMilliseconds);
        RunEnd end;
        try
        {
            Task<RunEnd> run;
            if (plan.Replay is not null)
            {
                var conductor = new ReplayConductor(parts, plan, log);
                _rounds = () => conductor.Rounds;
                _replay = () => conductor.Outcome;
                run = conductor.Run(_interrupt.Token);
            }
            else if (parts.Spec.Mode == RunMode.Lockstep)
            {
                var conductor = new LockstepConductor(parts, plan, log);
                _rounds = () => conductor.Rounds;
                run = conductor.Run(limit, _interrupt.Token);
            }
            else
            {
                var free = new FreeRun(parts, plan, log);
                _rounds = () => free.Rounds;
                run = free.Run(limit, _interrupt.Token);
            }
            await Task.WhenAny(run, log.Faulted);
            if (run.IsCompletedSuccessfully && log.Fault is null)
            {
                end = await run;
            }
            else
            {
                log.NameFault(await LostSilo(parts) ?? log.Fault ?? run.Exception!.InnerException!.Message);
                end = RunEnd.Fault;
            }
        }
        catch (Exception exception)
        {
            log.Add(new CpuEvent { Cpu = -1, Fault = exception.Message });
            end = RunEnd.Fault;
        }
        _seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        try
        {
            _report = await MakeReport(parts, log, end).WaitAsync(s_silence);
        }
        catch (Exception exception)
        {
            log.Add(new CpuEvent { Cpu = -1, Fault = exception.Message });
            end = RunEnd.Fault;
            _report = new MachineReport
            {
                End = end,
                Fault = log.Fault,
                Crash = log.Crash,
                Coordinator = new CoordinatorTotals { Rounds = _rounds() },
                Nmis = new NmiTotals(),
                Cpus = [],
                Silos = [],
                Violations = log.Violations,
                Words = [],
                Seconds = _seconds,
            };
        }
        _end = end;
        _ended.TrySetResult();
    }

    /// <summary>
    /// The silo that is lost, in one line, or null. Whoever missed it first says so in words of its own: a message that was
    /// rejected, a bank that is new elsewhere and empty. A person asks which silo it was.
    /// </summary>
    private async Task<string?> LostSilo(MachineParts parts)
    {
        for (int look = 0; look < LooksForALostSilo; look++)
        {
            for (int silo = 0; silo < parts.Engines.Count; silo++)
            {
                try
                {
                    await parts.Engines[silo].Alive(Key).WaitAsync(s_heartbeat, _removed.Token);
                }
                catch (Exception lost) when (lost is OrleansException or TimeoutException)
                {
                    return $"silo {silo} is lost";
                }
            }
            await Task.Delay(s_betweenLooks, _removed.Token);
        }
        return null;
    }

    /// <summary>
    /// Asks each silo once a second whether it is there, from boot to removal: one that is lost ends the run, and nobody waits
    /// for it. The silos know by it that the machine is there.
    /// </summary>
    private async Task WatchSilos(MachineParts parts, RunLog log)
    {
        using var timer = new PeriodicTimer(s_heartbeat);
        try
        {
            while (await timer.WaitForNextTickAsync(_removed.Token))
            {
                await Task.WhenAll(parts.Engines.Select((engine, silo) => WatchSilo(engine, silo, log)));
            }
        }
        catch (OperationCanceledException)
        {
            // Removed.
        }
    }

    private async Task WatchSilo(ISiloEngine engine, int silo, RunLog log)
    {
        try
        {
            await engine.Alive(Key).WaitAsync(s_silence, _removed.Token);
        }
        catch (Exception) when (!_removed.IsCancellationRequested)
        {
            if (_end == RunEnd.None)
            {
                log.Add(new CpuEvent { Cpu = -1, Fault = $"silo {silo} is lost" });
            }
        }
    }

    private async Task<MachineReport> MakeReport(MachineParts parts, RunLog log, RunEnd end)
    {
        SiloReport[] silos = await Task.WhenAll(parts.Engines.Select(engine => engine.Report(Key)));
        CpuReport[] cpus = [.. silos.SelectMany(silo => silo.Cpus).OrderBy(cpu => cpu.Cpu)];
        WatchReport watched = await parts.Counter.Watched(ended: end == RunEnd.Done);
        foreach (ViolationMessage violation in watched.Violations)
        {
            log.Add(violation);
        }
        NmiTotals[] nmis = parts.Spec.DynamicFtrace
            ? await Task.WhenAll(cpus.Where(cpu => cpu.NmiTaken > 0).Select(cpu => parts.Nmi(cpu.Cpu).Totals()))
            : [];
        var microseconds = new LatencyHistogram();
        foreach (NmiTotals nmi in nmis)
        {
            microseconds.Merge(LatencyHistogram.FromCounts(nmi.Microseconds.Buckets));
        }
        return new MachineReport
        {
            End = end,
            Fault = log.Fault,
            Crash = log.Crash,
            Coordinator = await parts.Coordinator.Totals(),
            Nmis = new NmiTotals
            {
                WroteCode = nmis.Sum(nmi => nmi.WroteCode),
                Microseconds = new LatencyCounts(microseconds.ToCounts()),
            },
            Cpus = cpus,
            Silos = silos,
            Violations = log.Violations,
            Words = watched.Words,
            Seconds = _seconds,
            CpusExited = log.Exited,
            Replay = _replay(),
        };
    }
}
