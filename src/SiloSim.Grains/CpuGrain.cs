using SiloSim.Grains.Engine;

namespace SiloSim.Grains;

/// <summary>The handle of one core: the engine of this silo runs it.</summary>
[KeepAlive]
[MachinePlacement]
internal sealed class CpuGrain(MachineHost host, ILocalSiloDetails silo) : Grain, ICpuGrain
{
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
        (string machine, int cpu) = GrainKeys.Parse(this.GetPrimaryKeyString());
        HostedCore core = host.Find(machine).Find(cpu);
        return Task.FromResult(new CpuStatus(
            cpu, core.ActivityNow(), core.Core.State.Pc, core.Core.Retired, core.ExitCode));
    }

    /// <inheritdoc/>
    public Task Remove()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
