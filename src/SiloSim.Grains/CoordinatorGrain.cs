using System.Collections.Immutable;
using System.Diagnostics;
using Orleans.Placement;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Moving;
using SiloSim.Grains.Telemetry;
using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>Stops the machine and patches its call sites. The protocol is <see cref="ModCode"/>, its order the kernel's.</summary>
[KeepAlive, Immovable]
[MachinePlacement]
internal sealed class CoordinatorGrain(SiloEngines engines, LocalHomes homes, MachineHost host, ILocalSiloDetails silo)
    : Grain, ICoordinatorGrain, IGrainMigrationParticipant, IDisposable
{
    private readonly SemaphoreSlim _oneStop = new(1, 1);
    private LatencyHistogram _microseconds = new();
    private readonly CancellationTokenSource _removed = new();
    private readonly CancellationTokenSource _moved = new();
    private MachineSpec? _spec;
    private SiloAddress?[] _addresses = [];
    private ISiloEngine[] _silos = [];
    private IMemoryGrain? _memory;
    private ModCode? _modCode;
    private StopMachine? _stopMachine;
    private SiteStates? _sites;
    private RoutineThread<Modifications>? _round;
    private RoutineDriver? _roundDriver;
    private long _roundStart;
    private Modifications _modified;
    private long _rounds;
    private bool _held;

    private string Machine => GrainKeys.Parse(this.GetPrimaryKeyString()).Machine;

    private MachineSpec Spec => _spec ?? throw NoSuchMachine();

    /// <inheritdoc/>
    public Task Prepare(MachineSpec spec, SiloAddress[] silos)
    {
        Begin(spec, silos);
        _sites = new SiteStates(spec);
        return Task.CompletedTask;
    }

    private void Begin(MachineSpec spec, SiloAddress?[] silos)
    {
        _spec = spec;
        Group(silos);
        _memory = Homes.OfCounter(GrainFactory, Machine, spec);
        _modCode = new ModCode(spec.Words.ToSharedWords(), spec.ToVariant());
        _stopMachine = new StopMachine(_modCode);
    }

    private void Group(SiloAddress?[] silos)
    {
        _addresses = silos;
        _silos = [.. silos.OfType<SiloAddress>().Select(engines.Of)];
    }

    /// <inheritdoc/>
    public Task<int> MakeCall(uint site, CancellationToken cancel) =>
        ModifyOne(new Modification(ModificationKind.MakeCall, site, Spec.TracerEntry), cancel);

    /// <inheritdoc/>
    public Task<int> MakeNop(uint site, CancellationToken cancel)
    {
        _ = Spec;
        return ModifyOne(new Modification(ModificationKind.MakeNop, site, _sites!.CallWordOf(site)), cancel);
    }

    /// <inheritdoc/>
    public Task<int> UpdateFtraceFunc(uint function, CancellationToken cancel) => Spec.Tracer is { } tracer
        ? ModifyOne(new Modification(ModificationKind.UpdateFtraceFunc, tracer.Address, function), cancel)
        : Task.FromResult(Errno.Efault);

    /// <inheritdoc/>
    public async Task StopMachine(CancellationToken cancel)
    {
        RefuseLockstep();
        await InOneStop([], cancel);
    }

    /// <inheritdoc/>
    public async Task<string> DynInfo()
    {
        _ = Spec;
        ModCode modCode = _modCode!;
        RoutineThread<DynInfo> read = RoutineThread.Start(() => modCode.FtraceArchReadDynInfo());
        await new RoutineDriver(_memory!, cpu: -1).Run(read);
        return read.Result.ToString();
    }

    /// <inheritdoc/>
    public async Task Round(RunPlan plan, bool boot)
    {
        _ = Spec;
        ImmutableArray<Modification> modifications = plan.Replay is { } replay
            ? _sites!.Next(plan.Sites, replay.RoundsOfAStop) : _sites!.Next(plan.Sites, boot);
        if (Spec.Mode == RunMode.Lockstep)
        {
            BeginRound(modifications);
            return;
        }
        await InOneStop(modifications, _removed.Token);
    }

    /// <inheritdoc/>
    public async Task<StepResult> Step(int steps, bool phaseReached)
    {
        RoutineThread<Modifications> round = _round ?? throw new MachineException($"{Machine}: no round is under way");
        if (phaseReached)
        {
            _roundDriver!.PhaseReached(round);
        }
        StepResult result = await _roundDriver!.Step(round, steps);
        if (result.State == RoutineState.Completed)
        {
            await EndRound();
        }
        return result;
    }

    /// <inheritdoc/>
    public Task<CoordinatorTotals> Totals() => Task.FromResult(TotalsNow());

    private CoordinatorTotals TotalsNow() => new()
    {
        Done = _modified.Done,
        Fault = _modified.Efault,
        Invalid = _modified.Einval,
        NotPermitted = _modified.Eperm,
        Rounds = _rounds,
        Microseconds = new LatencyCounts(_microseconds.ToCounts()),
    };

    /// <inheritdoc/>
    public async Task Hold()
    {
        _ = Spec;
        await _oneStop.WaitAsync(_removed.Token);
        _held = true;
    }

    /// <inheritdoc/>
    public Task Regroup(SiloAddress?[] silos)
    {
        _ = Spec;
        Group(silos);
        if (_held)
        {
            _held = false;
            _oneStop.Release();
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Move(SiloAddress to)
    {
        _moved.Cancel(); // Who waits for a stop is told: Orleans moves a grain when nobody is in it.
        this.MoveTo(to);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SiloAddress> Where()
    {
        _ = Spec;
        return Task.FromResult(silo.SiloAddress);
    }

    /// <inheritdoc/>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_held && _spec is { } spec)
        {
            dehydrationContext.Take(new MovedCoordinator(spec, _addresses, _sites!.Words, TotalsNow()));
        }
    }

    /// <inheritdoc/>
    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.Brought<MovedCoordinator>() is not { } moved)
        {
            return;
        }
        Begin(moved.Spec, moved.Silos);
        _sites = new SiteStates(moved.Spec) { Words = moved.Words };
        CoordinatorTotals totals = moved.Totals;
        _modified = new Modifications((int)totals.Done, (int)totals.Fault, (int)totals.Invalid, (int)totals.NotPermitted);
        _rounds = totals.Rounds;
        _microseconds = LatencyHistogram.FromCounts(totals.Microseconds.Buckets);
        _held = _oneStop.Wait(0);
    }

    /// <inheritdoc/>
    public Task Remove()
    {
        _removed.Cancel();
        _spec = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _oneStop.Dispose();
        _removed.Dispose();
        _moved.Dispose();
    }

    private async Task<int> ModifyOne(Modification modification, CancellationToken cancel)
    {
        RefuseLockstep();
        if (!Spec.DynamicFtrace)
        {
            throw new MachineException($"{Machine} runs without dynamic ftrace: nothing can be patched");
        }
        Modifications outcome = await InOneStop([modification], cancel);
        return outcome.Efault > 0 ? Errno.Efault
            : outcome.Einval > 0 ? Errno.Einval
            : outcome.Eperm > 0 ? Errno.Eperm
            : 0;
    }

    private void RefuseLockstep()
    {
        if (Spec.Mode == RunMode.Lockstep)
        {
            throw new MachineException($"{Machine} runs in lockstep: what it patches is its plan's");
        }
    }

    /// <summary>Who does not wait any more ends its wait, not the stop: that goes on, and the next one comes after it.</summary>
    private async Task<Modifications> InOneStop(ImmutableArray<Modification> modifications, CancellationToken cancel)
    {
        using var waits = CancellationTokenSource.CreateLinkedTokenSource(cancel, _moved.Token);
        try
        {
            await _oneStop.WaitAsync(waits.Token);
        }
        catch (OperationCanceledException) when (_moved.IsCancellationRequested)
        {
            throw new MachineException($"{Machine}: moves to another silo; ask again");
        }
        return await Run(modifications).WaitAsync(cancel);
    }

    private async Task<Modifications> Run(ImmutableArray<Modification> modifications)
    {
        try
        {
            using Activity? trace = Traces.Begin("stop_machine", Machine);
            BeginRound(modifications);
            RoutineThread<Modifications> round = _round!;
            await _roundDriver!.Run(round);
            await EndRound();
            return round.Result;
        }
        finally
        {
            _oneStop.Release();
        }
    }

    private void BeginRound(ImmutableArray<Modification> modifications)
    {
        StopMachine stopMachine = _stopMachine!;
        _roundStart = Stopwatch.GetTimestamp();
        _roundDriver = new RoutineDriver(_memory!, cpu: -1)
        {
            LocalHome = homes.Find(_memory!),
            Phase = EnterPhase,
            Saw = Follow,
            FlushText = Spec.InstructionCache == InstructionCacheModel.Coherent
                ? null
                : operation => FlushText(MemoryMap.ToPhysical(operation.Location), (int)operation.Value),
        };
        _round = RoutineThread.Start(() => stopMachine.Run(modifications));
    }

    private async Task EndRound()
    {
        await _roundDriver!.Flush();
        _modified += _round!.Result;
        _rounds++;
        TimeSpan took = Stopwatch.GetElapsedTime(_roundStart);
        _microseconds.Add(took.TotalMicroseconds);
        host.Metrics.StopDone(took);
        (_round, _roundDriver) = (null, null);
    }

    /// <inheritdoc/>
    public Task FlushText(uint physical, int bytes) =>
        Task.WhenAll(_silos.Select(silo => silo.ForgetText(Machine, physical, bytes)));

    private MachineException NoSuchMachine()
    {
        DeactivateOnIdle(); // A call that came too late has activated it, and nothing is to stay of a machine that is gone.
        return new MachineException($"{Machine}: no such machine");
    }

    /// <summary>Each silo's engine brings its CPUs into the phase: one message a silo, whatever the number of CPUs.</summary>
    private Task EnterPhase(int phase) => Task.WhenAll(_silos.Select(silo => silo.Phase(Machine, phase)));

    /// <summary>Follows what the sites hold, so that the next round knows.</summary>
    private void Follow(Operation operation, OperationResult result)
    {
        if (operation.Kind == OperationKind.Begin)
        {
            _sites!.Begin(operation.Value);
        }
        else if (operation.Kind == OperationKind.End && operation.Value == 0)
        {
            _sites!.Done(operation.Location);
        }
    }
}
