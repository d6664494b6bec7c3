using System.Diagnostics;
using Orleans.Placement;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Moving;
using SiloSim.Machine;

namespace SiloSim.Grains;

/// <summary>Runs <c>ftrace_nmi_enter</c> and <c>ftrace_nmi_exit</c> around the guest's handler on one CPU.</summary>
[KeepAlive, Immovable]
[MachinePlacement]
internal sealed class NmiGrain(MachineHost host, LocalHomes homes, ILocalSiloDetails silo)
    : Grain, INmiGrain, IGrainMigrationParticipant
{
    private LatencyHistogram _microseconds = new();
    private HostedMachine? _machine;
    private HostedCore? _core;
    private Func<Routine>? _enter;
    private Func<Routine>? _exit;
    private IMemoryGrain? _memory;
    private RoutineDriver? _driver;
    private RoutineThread? _routine;
    private long _wroteCode;
    private long _accepted;
    private bool _moved;

    /// <inheritdoc/>
    public async Task Strike(CancellationToken cancel)
    {
        Find();
        if (_machine!.Spec.Mode != RunMode.Free)
        {
            throw new MachineException($"{_machine.Key} runs in lockstep: its NMIs strike by its seed");
        }
        if (!_machine.Running)
        {
            throw new MachineException($"{_machine.Key} does not run");
        }
        await HandleWhenAccepted().WaitAsync(cancel); // Who stops waiting leaves the strike pending, and it is still handled.
    }

    /// <inheritdoc/>
    public Task Accepted()
    {
        Find();
        return Handle();
    }

    /// <inheritdoc/>
    public async Task<StepResult> Step(NmiPhase phase)
    {
        Find();
        if (_routine is null)
        {
            _accepted = phase == NmiPhase.Enter ? Stopwatch.GetTimestamp() : _accepted;
            Begin(phase);
        }
        StepResult result = await _driver!.Step(_routine!, 1);
        if (result.State == RoutineState.Completed)
        {
            _routine = null;
            if (phase == NmiPhase.Exit)
            {
                Measured(Stopwatch.GetElapsedTime(_accepted));
            }
        }
        return result;
    }

    /// <inheritdoc/>
    public Task<NmiTotals> Totals() => Task.FromResult(TotalsNow());

    /// <inheritdoc/>
    public Task Move(SiloAddress to)
    {
        this.MoveTo(to);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);

    /// <inheritdoc/>
    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.Take(TotalsNow());

    /// <inheritdoc/>
    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.Brought<NmiTotals>() is { } totals)
        {
            _moved = true; // Its core follows: it stays, with what it has counted.
            _wroteCode = totals.WroteCode;
            _microseconds = LatencyHistogram.FromCounts(totals.Microseconds.Buckets);
        }
    }

    /// <inheritdoc/>
    public Task Remove()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private void Find()
    {
        if (_core is not null)
        {
            return;
        }
        (string key, int cpu) = GrainKeys.Parse(this.GetPrimaryKeyString());
        try
        {
            _machine = host.Find(key);
            _core = _machine.Find(cpu);
        }
        catch (MachineException)
        {
            if (!_moved)
            {
                DeactivateOnIdle(); // The machine was removed, or its core was lost, meanwhile: nobody else would end this grain.
            }
            throw;
        }
        _core.HasNmiGrain = true;
        MachineSpec spec = _machine.Spec;
        var modCode = new ModCode(spec.Words.ToSharedWords(), spec.ToVariant());
        (_enter, _exit) = (modCode.FtraceNmiEnter, modCode.FtraceNmiExit);
        _memory = Homes.OfCounter(GrainFactory, key, spec);
        uint updates = spec.Words.NmiUpdateCount;
        _driver = new RoutineDriver(_memory, cpu)
        {
            LocalHome = homes.Find(_memory),
            Saw = (operation, _) =>
                _wroteCode += operation.Kind == OperationKind.Tally && operation.Location == updates ? 1 : 0,
        };
    }

    private void Measured(TimeSpan nmi)
    {
        _microseconds.Add(nmi.TotalMicroseconds);
        host.Metrics.NmiDone(nmi);
    }

    private async Task HandleWhenAccepted()
    {
        switch (await host.Engine.Strike(_core!))
        {
            case NmiAcceptance.Accepted:
                await Handle();
                break;
            case NmiAcceptance.Merged:
                await (_core!.NmiOver?.Task ?? Task.CompletedTask).WaitAsync(_machine!.Dropped);
                break;
            case NmiAcceptance.Gone:
                throw new MachineException($"{_machine!.Key}: cpu {_core!.Cpu} was moved to another silo; its NMI is pending there");
            default:
                throw new MachineException($"{_machine!.Key}: cpu {_core!.Cpu} has ended");
        }
    }

    /// <summary>The core stands at its vector: enter, the handler, exit; then it goes on.</summary>
    private async Task Handle()
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            if (_machine!.Spec.DynamicFtrace)
            {
                Begin(NmiPhase.Enter);
                while (_driver!.Post(_routine!) is { } access)
                {
                    _driver.Answer(_routine!, access, await _memory!.Access(access));
                }
            }
            await host.Engine.RunHandler(_core!);
            if (_machine.Spec.DynamicFtrace)
            {
                Begin(NmiPhase.Exit);
                while (_driver!.Post(_routine!) is { } access)
                {
                    _driver.Answer(_routine!, access, await _memory!.Access(access));
                }
            }
            _routine = null;
        }
        catch (Exception exception) when (!_machine!.Dropped.IsCancellationRequested)
        {
            _machine.Links.Fault(_machine.Key, exception); // Its core would stand at the vector for ever.
            throw;
        }
        host.Engine.EndNmi(_core!);
        Measured(Stopwatch.GetElapsedTime(start));
    }

    private NmiTotals TotalsNow() =>
        new() { WroteCode = _wroteCode, Microseconds = new LatencyCounts(_microseconds.ToCounts()) };

    private void Begin(NmiPhase phase)
    {
        _driver!.Nmi = _core!.NmiTaken;
        _routine = RoutineThread.Start(phase == NmiPhase.Enter ? _enter! : _exit!);
    }
}
