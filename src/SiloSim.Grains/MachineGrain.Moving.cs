using System.Diagnostics;
using SiloSim.Grains.Moving;
using SiloSim.Grains.Telemetry;

namespace SiloSim.Grains;

/// <content>A silo that leaves, one that has joined: the machine's parts move, and the run goes on.</content>
internal sealed partial class MachineGrain : IGrainMigrationParticipant
{
    // A silo that is asked to stop has this long for all of its machines, and then stops anyway.
    private static readonly TimeSpan s_movePatience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _oneMove = new(1, 1);
    private readonly CancellationTokenSource _moves = new(); // This grain moves: who waits in it is sent away, to ask again.
    private readonly Dictionary<int, SiloReport> _left = [];
    private CancellationTokenSource _pause = new();
    private Func<bool> _toldToEnd = static () => false;
    private int _cpusMoved;
    private int[]? _moved;                                   // It has just come to this silo: the silo of each CPU.

    private bool InLockstep => _spec?.Mode == RunMode.Lockstep && _plan is not null && _end == RunEnd.None;

    /// <inheritdoc/>
    public async Task HandOver(SiloAddress silo)
    {
        await _oneMove.WaitAsync(s_movePatience);
        try
        {
            int number = Array.IndexOf(_silos, silo);
            SiloAddress[] others = [.. (await Silos()).Where(other => !other.Equals(silo) && Array.IndexOf(_silos, other) >= 0)];
            if (_parts is null || InLockstep || number < 0 || others.Length == 0)
            {
                return; // Nothing to hand over, or nobody to take it.
            }
            using Activity? trace = Traces.Begin("hand over", Key);
            int before = _cpusMoved;
            await Regroup([.. _silos.Select(address => silo.Equals(address) ? null : address)], onlyHomeless: true, async move =>
            {
                await move.Empty(silo, others);
                _left[number] = await engines.Of(silo).Report(Key) with { Cpus = [] };
            });
            logger.HandedOver(Key, _cpusMoved - before, silo);
            if (_log!.Fault is null) // What could not be moved is left to its silo, and the run ends.
            {
                await Quietly([engines.Of(silo).Drop(Key)]);
                if (silo.Equals(GrainContext.Address.SiloAddress))
                {
                    await Move(others[0]);
                    return;
                }
            }
            GoOn();
        }
        finally
        {
            _oneMove.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<int> Rebalance()
    {
        await _oneMove.WaitAsync(s_movePatience);
        try
        {
            MachineParts parts = _parts ?? throw NotBooted();
            if (InLockstep)
            {
                throw new MachineException($"{Key} runs in lockstep: its CPUs stay where they are");
            }
            int before = _cpusMoved;
            SiloAddress[] joined = [.. (await Silos()).Where(silo => Array.IndexOf(_silos, silo) < 0)];
            SiloAddress?[] silos = [.. _silos, .. joined];
            await new MachineMove(GrainFactory, parts).Introduce(silos); // Before the first frame goes there.
            foreach (SiloAddress silo in joined)
            {
                await Join(engines.Of(silo), Array.IndexOf(silos, silo));
            }
            await Regroup(silos, onlyHomeless: false, static _ => Task.CompletedTask);
            GoOn();
            return _cpusMoved - before;
        }
        finally
        {
            _oneMove.Release();
        }
    }

    /// <summary>A silo takes part in the machine from now on.</summary>
    private async Task Join(ISiloEngine engine, int number)
    {
        await engine.Prepare(Key, _spec!, number);
        if (_plan is not null)
        {
            await engine.Run(Key);
            await engine.KeepGoing(Key, !_toldToEnd());
        }
    }

    /// <summary>Pauses the run, freezes the machine, moves what has to move, and lets all but the run go on.</summary>
    /// <param name="silos">The silos by number that the machine is to have.</param>
    /// <param name="onlyHomeless">Only the CPUs of silos that leave move.</param>
    /// <param name="andMove">Moves more.</param>
    private async Task Regroup(SiloAddress?[] silos, bool onlyHomeless, Func<MachineMove, Task> andMove)
    {
        using var patience = new CancellationTokenSource(s_movePatience);
        await _pause.CancelAsync();
        try
        {
            await _conducting.WaitAsync(patience.Token);
            var move = new MachineMove(GrainFactory, Assemble([.. silos.Zip(Padded(silos.Length), (now, old) => now ?? old)], _parts!.SiloOfCpu));
            await move.Freeze().WaitAsync(patience.Token);
            int[] siloOfCpu = [.. _parts.SiloOfCpu];
            if (_end == RunEnd.None)
            {
                int[] numbers = [.. Enumerable.Range(0, silos.Length).Where(number => silos[number] is not null)];
                IReadOnlyList<(int Cpu, int Silo)> moves = Spreading.Plan(siloOfCpu, numbers, onlyHomeless);
                await move.MoveCpus([.. moves.Select(planned => (planned.Cpu, silos[planned.Silo]!))]).WaitAsync(patience.Token);
                foreach ((int cpu, int silo) in moves)
                {
                    siloOfCpu[cpu] = silo;
                }
                _cpusMoved += moves.Count;
            }
            await andMove(move).WaitAsync(patience.Token);
            await new MachineMove(GrainFactory, Assemble(silos, siloOfCpu)).Thaw(silos).WaitAsync(patience.Token);
        }
        catch (Exception failure)
        {
            _log!.Add(new CpuEvent { Cpu = -1, Fault = $"the machine could not be moved: {failure.Message}" });
        }
        _pause.Dispose();
        _pause = new CancellationTokenSource();

        IEnumerable<SiloAddress?> Padded(int length) => _silos.Concat(Enumerable.Repeat<SiloAddress?>(null, length - _silos.Length));
    }

    /// <summary>What was paused goes on.</summary>
    private void GoOn()
    {
        if (_plan is { } plan && _end == RunEnd.None)
        {
            _conducting = Conduct(_parts!, plan, _log!);
        }
    }

    /// <inheritdoc/>
    public Task Move(SiloAddress to)
    {
        _moves.Cancel();
        this.MoveTo(to);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SiloAddress> Where() => Task.FromResult(GrainContext.Address.SiloAddress!);

    /// <inheritdoc/>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_moves.IsCancellationRequested && _spec is { } spec)
        {
            dehydrationContext.Take(new MovedMachine
            {
                Spec = spec,
                Silos = _silos,
                SiloOfCpu = _parts!.SiloOfCpu,
                Left = _left,
                CpusMoved = _cpusMoved,
                Log = _log!.Pack(),
                Plan = _plan,
                Rounds = _rounds(),
                Seconds = _seconds,
                Interrupted = _interrupt.IsCancellationRequested,
                ToldToEnd = _toldToEnd(),
                End = _end,
                Report = _report,
            });
            _watching.Cancel();
        }
    }

    /// <inheritdoc/>
    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.Brought<MovedMachine>() is not { } moved)
        {
            return;
        }
        (_spec, _plan, _log) = (moved.Spec, moved.Plan, RunLog.Unpack(moved.Log));
        (_silos, _seconds, _cpusMoved, _end, _report) = (moved.Silos, moved.Seconds, moved.CpusMoved, moved.End, moved.Report);
        foreach ((int number, SiloReport report) in moved.Left)
        {
            _left[number] = report;
        }
        _rounds = () => moved.Rounds;
        _toldToEnd = () => moved.ToldToEnd;
        _moved = moved.SiloOfCpu;
        if (moved.Interrupted)
        {
            _interrupt.Cancel();
        }
        if (moved.End != RunEnd.None)
        {
            _ended.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_moved is { } siloOfCpu)
        {
            _moved = null;
            Assemble(_silos, siloOfCpu);
            GoOn();
        }
        return Task.CompletedTask;
    }
}
