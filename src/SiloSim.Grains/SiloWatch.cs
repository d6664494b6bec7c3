namespace SiloSim.Grains;

/// <summary>
/// Asks each silo of a machine once a second whether it is there, from boot to removal: one that is lost ends the run, and
/// nobody waits for it. The silos know by it that the machine is there.
/// </summary>
/// <param name="machine">The machine's key.</param>
/// <param name="silos">Its silos.</param>
/// <param name="lost">Told of a silo that is lost, in one line.</param>
internal sealed class SiloWatch(string machine, IReadOnlyList<MachineSilo> silos, Action<string> lost)
{
    private const int LooksForALostSilo = 5;                   // One that goes down may answer once more.
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>A silo that is silent for so long is lost.</summary>
    public static TimeSpan Silence { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Watches until it is cancelled.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_heartbeat);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await Task.WhenAll(silos.Select(silo => Ask(silo, stop)));
            }
        }
        catch (OperationCanceledException)
        {
            // The machine was removed, or has other silos now.
        }
    }

    /// <summary>
    /// The silo that is lost, in one line, or null. Whoever missed it first says so in words of its own: a message that was
    /// rejected, a bank that is new elsewhere and empty. A person asks which silo it was.
    /// </summary>
    public async Task<string?> Find(CancellationToken stop)
    {
        for (int look = 0; look < LooksForALostSilo; look++)
        {
            foreach (MachineSilo silo in silos)
            {
                try
                {
                    await silo.Engine.Alive(machine).WaitAsync(s_heartbeat, stop);
                }
                catch (Exception failure) when (failure is OrleansException or TimeoutException)
                {
                    return IsLost(silo);
                }
            }
            await Task.Delay(s_betweenLooks, stop);
        }
        return null;
    }

    private async Task Ask(MachineSilo silo, CancellationToken stop)
    {
        try
        {
            await silo.Engine.Alive(machine).WaitAsync(Silence, stop);
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            lost(IsLost(silo));
        }
    }

    private static string IsLost(MachineSilo silo) => $"silo {silo.Number} is lost";
}
