using System.Collections.Immutable;
using System.Diagnostics;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Machine;
using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>Stops the machine and patches its call sites. The protocol is <see cref="ModCode"/>, its order the kernel's.</summary>
[KeepAlive]
[MachinePlacement]
internal sealed class CoordinatorGrain(SiloEngines engines, LocalHomes homes) : Grain, ICoordinatorGrain, IDisposable
{
    private readonly SemaphoreSlim _oneStop = new(1, 1);
    private readonly LatencyHistogram _microseconds = new();
    private readonly CancellationTokenSource _removed = new();
    private MachineSpec? _spec;
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

    private string Machine => GrainKeys.Parse(this.GetPrimaryKeyString()).Machine;

    private MachineSpec Spec => _spec ?? throw new MachineException($"{Machine}: no such machine");

    /// <inheritdoc/>
    public Task Prepare(MachineSpec spec, SiloAddress[] silos)
    {
        _spec = spec;
        _silos = [.. silos.Select(engines.Of)];
        _memory = Homes.OfCounter(GrainFactory, Machine, spec);
        _modCode = new ModCode(spec.Words.ToSharedWords(), spec.ToVariant());
        _stopMachine = new StopMachine(_modCode);
        _sites = new SiteStates(spec);
        return Task.CompletedTask;
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
    public Task<CoordinatorTotals> Totals() => Task.FromResult(new CoordinatorTotals
    {
        Done = _modified.Done,
        Fault = _modified.Efault,
        Invalid = _modified.Einval,
        NotPermitted = _modified.Eperm,
        Rounds = _rounds,
        Microseconds = new LatencyCounts(_microseconds.ToCounts()),
    });

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
        await _oneStop.WaitAsync(cancel);
        return await Run(modifications).WaitAsync(cancel);
    }

    private async Task<Modifications> Run(ImmutableArray<Modification> modifications)
    {
        try
        {
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
        _microseconds.Add(Stopwatch.GetElapsedTime(_roundStart).TotalMicroseconds);
        (_round, _roundDriver) = (null, null);
    }

    /// <inheritdoc/>
    public Task FlushText(uint physical, int bytes) =>
        Task.WhenAll(_silos.Select(silo => silo.ForgetText(Machine, physical, bytes)));

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
