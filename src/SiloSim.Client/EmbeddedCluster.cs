using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiloSim.Grains;

namespace SiloSim.Client;

/// <summary>
/// Silos in this process. They speak over loopback sockets and share no memory, so a run on three of them moves the same
/// messages as one on three processes.
/// </summary>
internal sealed class EmbeddedCluster : ICluster
{
    /// <summary>The most silos that one process is asked to hold.</summary>
    public const int MaxSilos = 16;

    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(5);
    private readonly IHost[] _silos;

    private EmbeddedCluster(IHost[] silos) => _silos = silos;

    /// <inheritdoc/>
    public IGrainFactory Grains => _silos[0].Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts the silos.</summary>
    /// <param name="count">1 to <see cref="MaxSilos"/>.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <returns>When every silo knows all the others.</returns>
    public static async Task<EmbeddedCluster> Start(int count, CancellationToken cancel)
    {
        string clusterId = $"silosim-{Guid.NewGuid():N}";
        int[] ports = FreePorts(2 * count);
        var primary = new IPEndPoint(IPAddress.Loopback, ports[0]);
        var silos = new IHost[count];
        for (int silo = 0; silo < count; silo++)
        {
            silos[silo] = Build(ports[2 * silo], ports[(2 * silo) + 1], silo == 0 ? null : primary, clusterId);
        }
        var cluster = new EmbeddedCluster(silos);
        try
        {
            await silos[0].StartAsync(cancel);
            await Task.WhenAll(silos.Skip(1).Select(silo => silo.StartAsync(cancel)));
            await Task.WhenAll(silos.Select(silo => AllKnown(silo, count, cancel)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(s_stopPatience);

        // The first silo keeps the list of all, and goes last.
        await Task.WhenAll(_silos.Skip(1).Select(silo => Stop(silo, patience.Token)));
        await Stop(_silos[0], patience.Token);
    }

    private static async Task Stop(IHost silo, CancellationToken patience)
    {
        try
        {
            await silo.StopAsync(patience);
        }
        catch (Exception notStopped) when (notStopped is OperationCanceledException or InvalidOperationException)
        {
            // It did not stop in time, or was interrupted while it started; the process ends anyway.
        }
        silo.Dispose();
    }

    private static IHost Build(int siloPort, int gatewayPort, IPEndPoint? primary, string clusterId)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort, primary, clusterId, clusterId)
            .AddSiloSim());
        return builder.Build();
    }

    private static async Task AllKnown(IHost silo, int count, CancellationToken cancel)
    {
        var members = silo.Services.GetRequiredService<IClusterMembershipService>();
        if (Active(members.CurrentSnapshot) >= count)
        {
            return;
        }
        await foreach (ClusterMembershipSnapshot snapshot in members.MembershipUpdates.WithCancellation(cancel))
        {
            if (Active(snapshot) >= count)
            {
                return;
            }
        }
    }

    private static int Active(ClusterMembershipSnapshot snapshot) =>
        snapshot.Members.Values.Count(static member => member.Status == SiloStatus.Active);

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }
        return ports;
    }
}
