using SiloSim.Grains.Engine;

namespace SiloSim.Grains;

/// <summary>
/// A silo that is asked to stop hands what it has of each machine to the others first, while it still is a silo like any other.
/// </summary>
internal sealed class LeavingSilo(MachineHost host, IGrainFactory grains, ILocalSiloDetails silo) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(LeavingSilo), ServiceLifecycleStage.Active + 1, static _ => Task.CompletedTask, Leave);

    private Task Leave(CancellationToken stop) => Task.WhenAll(host.Keys.Select(machine => Leave(machine, stop)));

    private async Task Leave(string machine, CancellationToken stop)
    {
        try
        {
            await grains.GetGrain<IMachineGrain>(machine).HandOver(silo.SiloAddress).WaitAsync(stop);
        }
        catch (Exception)
        {
            // The silo stops all the same, and the machine says that it is lost.
        }
    }
}
