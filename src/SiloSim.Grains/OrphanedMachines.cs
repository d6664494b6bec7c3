using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Telemetry;

namespace SiloSim.Grains;

/// <summary>
/// Clears this silo of the parts of machines whose own grain was lost with another silo: nobody else would ever stop their
/// cores or return their memory.
/// </summary>
internal sealed class OrphanedMachines(MachineHost host, LocalHomes homes, IGrainFactory grains, ILogger<OrphanedMachines> logger) : BackgroundService
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_between);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (HostedMachine machine in host.Orphans())
            {
                logger.Orphaned(machine.Key);
                await Remove(machine);
            }
        }
    }

    private async Task Remove(HostedMachine machine)
    {
        int[] struck = host.Drop(machine.Key); // First: whatever the calls below come to, its cores run no more.
        try
        {
            await Task.WhenAll(
            [
                .. homes.KeysOf(machine.Key).Select(key => grains.GetGrain<IMemoryGrain>(key).Remove()),
                .. machine.Cores.Select(core => grains.GetGrain<ICpuGrain>(GrainKeys.Cpu(machine.Key, core.Cpu)).Remove()),
                .. struck.Select(cpu => grains.GetGrain<INmiGrain>(GrainKeys.Nmi(machine.Key, cpu)).Remove()),
                grains.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(machine.Key)).Remove(),
            ]);
        }
        catch (Exception)
        {
            // What cannot be reached any more is gone already.
        }
    }
}
