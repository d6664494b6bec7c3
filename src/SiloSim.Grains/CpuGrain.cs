using Orleans.Placement;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Moving;

namespace SiloSim.Grains;

/// <summary>The handle of one core: the engine of this silo runs it.</summary>
[KeepAlive, Immovable]
[MachinePlacement]
internal sealed class CpuGrain(MachineHost host, ILocalSiloDetails silo) : Grain, ICpuGrain, IGrainMigrationParticipant
{
    private bool _moves;

    /// <inheritdoc/>
    public Task<SiloAddress> Start(CpuStart start)
    {
        (string machine, int cpu) = GrainKeys.Parse(this.GetPrimaryKeyString());
        host.Find(machine).Add(cpu, start);
        return Task.FromResult(silo.SiloAddress);
    }

    /// <inheritdoc/>
    public Task<CpuStatus> Status()
    {
        HostedCore core = Find();
        return Task.FromResult(new CpuStatus(
            core.Cpu, core.ActivityNow(), core.Core.State.Pc, core.Core.Retired, core.ExitCode));
    }

    /// <inheritdoc/>
    public Task<SiloAddress> Where()
    {
        Find();
        return Task.FromResult(silo.SiloAddress);
    }

    /// <inheritdoc/>
    public async Task Move(SiloAddress to)
    {
        (string machine, int cpu) = GrainKeys.Parse(this.GetPrimaryKeyString());
        if (host.Find(machine).Find(cpu).HasNmiGrain)
        {
            await GrainFactory.GetGrain<INmiGrain>(GrainKeys.Nmi(machine, cpu)).Move(to);
        }
        _moves = true;
        this.MoveTo(to);
    }

    /// <inheritdoc/>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_moves)
        {
            (string machine, int cpu) = GrainKeys.Parse(this.GetPrimaryKeyString());
            dehydrationContext.Take(host.Find(machine).Take(cpu));
        }
    }

    /// <inheritdoc/>
    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.Brought<MovedCore>() is { } moved)
        {
            (string machine, int cpu) = GrainKeys.Parse(this.GetPrimaryKeyString());
            host.Find(machine).Add(cpu, moved);
        }
    }

    /// <inheritdoc/>
    public Task Remove()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private HostedCore Find()
    {
        (string machine, int cpu) = GrainKeys.Parse(this.GetPrimaryKeyString());
        try
        {
            return host.Find(machine).Find(cpu);
        }
        catch (MachineException)
        {
            DeactivateOnIdle(); // A handle of nothing.
            throw;
        }
    }
}
