using Microsoft.Extensions.Logging;

namespace SiloSim.Grains.Engine;

/// <summary>The engine of one silo as a service that grains of any silo can call.</summary>
internal sealed class SiloEngine(
    GrainId id, Silo silo, ILoggerFactory loggers, MachineHost host)
    : GrainService(id, silo, loggers), ISiloEngine
{
    /// <inheritdoc/>
    public Task Prepare(string machine, MachineSpec spec, int silo)
    {
        host.Prepare(machine, spec, silo);
        return host.Find(machine).PrefetchText();
    }

    /// <inheritdoc/>
    public Task Run(string machine)
    {
        host.Run(machine);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TurnResult> Turn(string machine, TurnRequest turn) => host.Turn(machine, turn);

    /// <inheritdoc/>
    public Task Phase(string machine, int phase) => host.Phase(machine, phase);

    /// <inheritdoc/>
    public Task Freeze(string machine) => host.Engine.Freeze(host.Find(machine));

    /// <inheritdoc/>
    public Task Thaw(string machine)
    {
        host.Engine.Thaw(host.Find(machine));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task KeepGoing(string machine, bool keepGoing)
    {
        host.Find(machine).SetKeepGoing(keepGoing);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<FrameReturn> GiveUp(string machine, RecallMessage recall, Guid life)
    {
        HostedMachine hosted = host.Find(machine);
        return hosted.Spec.Life == life
            ? new FrameReturn(await hosted.Frames.GiveUp(recall.ToRecall()))
            : throw new MachineException($"{machine}: the machine was removed");
    }

    /// <inheritdoc/>
    public Task ForgetText(string machine, uint physical, int bytes)
    {
        foreach (HostedCore core in host.Find(machine).Cores)
        {
            core.Core.ForgetText(physical, bytes);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Alive(string machine)
    {
        host.Hear(machine);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SiloReport> Report(string machine) => Task.FromResult(host.Find(machine).Report());

    /// <inheritdoc/>
    public Task<EngineStatus> Inventory() => Task.FromResult(host.Inventory());

    /// <inheritdoc/>
    public Task<int[]> Drop(string machine) => Task.FromResult(host.Drop(machine));
}
