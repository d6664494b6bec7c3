using Microsoft.Extensions.Hosting;

namespace SiloSim.Client;

/// <summary>Signals are the command's to handle: an interrupted run still reports, so its silos must not stop by themselves.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
