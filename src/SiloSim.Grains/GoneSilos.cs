using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiloSim.Grains.Telemetry;

namespace SiloSim.Grains;

/// <summary>
/// Tells the cluster of a silo whose process is gone. Orleans asks silos whether they live and has to be patient with busy
/// ones, so a killed silo counts as active for a minute; but nobody listens at its port any more, and the host that it ran on
/// says so at once. Each silo looks at the next two in the cluster's order, once a second.
/// </summary>
/// <remarks>
/// Only a refused connection counts, and only at a port that accepted one before: silence may be a busy silo or a network
/// that is slow, which stay Orleans' to judge, and silos that share a process have no ports.
/// </remarks>
internal sealed class GoneSilos(IClusterMembershipService membership, ILocalSiloDetails local, ILogger<GoneSilos> logger) : BackgroundService
{
    private const int Neighbours = 2;       // So that two silos that go at the same time are both missed.
    private const int RefusalsOfTheGone = 2; // A silo that was started again at the same port may be about to listen.
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);
    private readonly Dictionary<SiloAddress, int> _refusals = []; // Of those that have accepted a connection.

    private enum Answer
    {
        Accepted,
        Refused,
        None,
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_between);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            SiloAddress[] watched = Watched();
            await Task.WhenAll(watched.Zip(await Task.WhenAll(watched.Select(silo => Knock(silo.Endpoint, stoppingToken))), Judge));
        }
    }

    /// <summary>The next ones after this silo, of those that the cluster believes to be active.</summary>
    private SiloAddress[] Watched()
    {
        SiloAddress[] active = [.. membership.CurrentSnapshot.Members.Values
            .Where(static member => member.Status == SiloStatus.Active)
            .Select(static member => member.SiloAddress)
            .Order()];
        int own = Array.IndexOf(active, local.SiloAddress);
        return own < 0
            ? []
            : [.. Enumerable.Range(1, Math.Min(Neighbours, active.Length - 1)).Select(next => active[(own + next) % active.Length])];
    }

    private async Task Judge(SiloAddress silo, Answer answer)
    {
        switch (answer)
        {
            case Answer.Accepted:
                _refusals[silo] = 0;
                break;
            case Answer.Refused when _refusals.TryGetValue(silo, out int before):
                _refusals[silo] = before + 1;
                if (before + 1 >= RefusalsOfTheGone)
                {
                    await Declare(silo);
                }
                break;
        }
    }

    private async Task Declare(SiloAddress silo)
    {
        try
        {
            await membership.TryKill(silo);
            logger.SiloGone(silo);
            _refusals.Remove(silo);
        }
        catch (Exception)
        {
            // The list of the cluster's silos cannot be reached now; the next second finds the port closed again.
        }
    }

    private static async Task<Answer> Knock(IPEndPoint endpoint, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(s_between);
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, patience.Token);
            return Answer.Accepted;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return Answer.Refused;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return Answer.None;
        }
    }
}
