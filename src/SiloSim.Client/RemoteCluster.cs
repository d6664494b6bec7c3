using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace SiloSim.Client;

/// <summary>A cluster of other processes, reached through the gateways of some of its silos.</summary>
internal sealed class RemoteCluster : ICluster
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly IHost _host;

    private RemoteCluster(IHost host) => _host = host;

    /// <inheritdoc/>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects.</summary>
    /// <param name="gateways"><c>HOST:PORT,HOST:PORT</c>; a host of several addresses stands for all of them.</param>
    /// <param name="clusterId">The cluster's name.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="Grains.Runs.WrongUsageException">No list of gateways.</exception>
    /// <exception cref="ClusterUnreachableException">None of the gateways answers within a few seconds.</exception>
    public static async Task<RemoteCluster> Connect(string gateways, string clusterId, CancellationToken cancel)
    {
        IPEndPoint[] endPoints = await Reachable(gateways, cancel);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.UseOrleansClient(client => client
            .UseStaticClustering(endPoints)
            .Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = clusterId));
        IHost host = builder.Build();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(s_patience);
            await host.StartAsync(patience.Token).WaitAsync(patience.Token);
            return new RemoteCluster(host);
        }
        catch (Exception refused)
        {
            host.Dispose();
            cancel.ThrowIfCancellationRequested();
            string cause = refused is OperationCanceledException ? "no answer" : refused.GetBaseException().Message;
            throw new ClusterUnreachableException($"--cluster {gateways}: no cluster '{clusterId}' there: {cause}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await _host.StopAsync(patience.Token);
        }
        catch (Exception lost) when (lost is OperationCanceledException or OrleansException)
        {
            // The cluster is gone, and so is the connection.
        }
        _host.Dispose();
    }

    // Orleans alone tries each gateway for many seconds; a plain connection tells at once whether anybody listens.
    private static async Task<IPEndPoint[]> Reachable(string gateways, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        IPEndPoint[] wanted = await Resolve(gateways, patience.Token);
        IPEndPoint?[] answers = await Task.WhenAll(wanted.Select(async endPoint =>
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(endPoint, patience.Token);
                return endPoint;
            }
            catch (Exception silent) when (silent is SocketException or OperationCanceledException)
            {
                return null;
            }
        }));
        cancel.ThrowIfCancellationRequested();
        IPEndPoint[] reachable = [.. answers.OfType<IPEndPoint>()];
        return reachable.Length > 0
            ? reachable
            : throw new ClusterUnreachableException($"--cluster {gateways}: nobody listens there");
    }

    private static async Task<IPEndPoint[]> Resolve(string gateways, CancellationToken cancel)
    {
        var endPoints = new List<IPEndPoint>();
        foreach (string gateway in gateways.Split(',', StringSplitOptions.TrimEntries))
        {
            int colon = gateway.LastIndexOf(':');
            if (colon <= 0
                || !ushort.TryParse(gateway.AsSpan(colon + 1), CultureInfo.InvariantCulture, out ushort port)
                || port == 0)
            {
                throw new Grains.Runs.WrongUsageException($"--cluster {gateways}: expected HOST:PORT,HOST:PORT");
            }
            try
            {
                IPAddress[] addresses = await Dns.GetHostAddressesAsync(gateway[..colon], AddressFamily.InterNetwork, cancel);
                endPoints.AddRange(addresses.Select(address => new IPEndPoint(address, port)));
            }
            catch (Exception unknown) when (unknown is SocketException or OperationCanceledException or ArgumentException)
            {
                throw new ClusterUnreachableException($"--cluster {gateways}: unknown host {gateway[..colon]}");
            }
        }
        return [.. endPoints.Distinct()];
    }
}
