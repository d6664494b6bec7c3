using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Configuration;
using Orleans.Dashboard;
using SiloSim.Grains;
using SiloSim.Grains.Telemetry;

namespace SiloSim.Silo;

/// <summary>One silo as the whole work of a process.</summary>
internal static class SiloProcess
{
    /// <summary>How the health line begins. What follows: <c>silo HOST:PORT gateway HOST:PORT</c>, and <c>http HOST:PORT</c> where there is a server.</summary>
    public const string ReadyPrefix = "silosim-silo ready:";

    private const string DashboardPath = "/dashboard";
    private const string OrleansMeter = "Microsoft.Orleans";
    private const string OrleansActivities = "Microsoft.Orleans.*";
    private static readonly TimeSpan s_primaryPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shutdownPatience = TimeSpan.FromSeconds(30); // It hands its machines over first.

    /// <summary>Serves until asked to stop.</summary>
    /// <exception cref="SiloFailedException">A port is in use, or the cluster cannot be reached.</exception>
    public static async Task Serve(SiloOptions wanted, TextWriter output, CancellationToken stop)
    {
        IPAddress address = wanted.Address ?? (wanted.Redis is null ? IPAddress.Loopback : OwnAddress());
        SiloOptions options = wanted with
        {
            Address = address,
            SiloPort = FreePort(address, wanted.SiloPort, "--silo-port"),
            GatewayPort = FreePort(address, wanted.GatewayPort, "--gateway-port"),
            HttpPort = wanted.HttpPort is int http ? FreePort(address, http, "--http-port") : null,
        };
        if (options.SiloPort == options.GatewayPort)
        {
            throw new SiloFailedException(ExitCode.Usage, $"--silo-port and --gateway-port are both {options.SiloPort}");
        }
        if (options.Primary is { } primary)
        {
            await Reach(primary.Address.ToString(), primary.Port, $"no silo at {primary}", stop);
        }
        else if (options.Redis is { } redis)
        {
            int colon = redis.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(redis.AsSpan(colon + 1), CultureInfo.InvariantCulture, out ushort port))
            {
                throw new SiloFailedException(ExitCode.Usage, $"--redis {redis}: expected HOST:PORT");
            }
            await Reach(redis[..colon], port, $"no Redis at {redis}", stop);
        }
        using IHost host = Build(options);
        try
        {
            await host.StartAsync(stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            string cause = failure.GetBaseException().Message.ReplaceLineEndings(" ");
            throw new SiloFailedException(ExitCode.Unreachable, "the silo did not start: " + cause);
        }
        string httpPart = options.HttpPort is null ? "" : $" http {address}:{options.HttpPort}";
        await output.WriteLineAsync(
            $"{ReadyPrefix} silo {address}:{options.SiloPort} gateway {address}:{options.GatewayPort}{httpPart}".AsMemory(), stop);
        await output.FlushAsync(stop);
        await host.WaitForShutdownAsync(stop);
    }

    private static IHost Build(SiloOptions options)
    {
        if (options.HttpPort is not int port)
        {
            HostApplicationBuilder plain = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            Configure(plain, options);
            return plain.Build();
        }
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(options.Address!, port));
        builder.Services.AddRoutingCore();
        Configure(builder, options);
        WebApplication server = builder.Build();
        server.UseRouting();
        server.MapPrometheusScrapingEndpoint();
        if (options.Dashboard)
        {
            server.MapOrleansDashboard(DashboardPath);
        }
        return server;
    }

    private static void Configure(IHostApplicationBuilder builder, SiloOptions options)
    {
        // The health line is all that goes to the standard output.
        builder.Logging.AddSimpleConsole(format => format.SingleLine = true).SetMinimumLevel(LogLevel.Error);
        if (options.Logging is { } levels)
        {
            builder.Logging.AddConfiguration(levels);
        }
        builder.Services.Configure<ConsoleLoggerOptions>(log => log.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdownPatience);
        builder.UseOrleans(silo =>
        {
            if (options.Redis is null)
            {
                silo.UseLocalhostClustering(
                    options.SiloPort, options.GatewayPort, options.Primary, options.ClusterId, options.ClusterId);
                silo.Configure<EndpointOptions>(endpoint => endpoint.AdvertisedIPAddress = options.Address!);
            }
            else
            {
                silo.UseRedisClustering(options.Redis);
                silo.Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = options.ClusterId);
                silo.ConfigureEndpoints(
                    options.Address!, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: true);
            }
            if (options.Kubernetes)
            {
                silo.UseKubernetesHosting();
            }
            if (options.Dashboard)
            {
                silo.AddDashboard();
            }
            if (options.Otlp is not null)
            {
                silo.AddActivityPropagation();
            }
            silo.AddSiloSim();
        });
        Observe(builder.Services, options);
    }

    /// <summary>Orleans' instruments and ours, for Prometheus to fetch and for OTLP to send.</summary>
    private static void Observe(IServiceCollection services, SiloOptions options)
    {
        if (options.HttpPort is null && options.Otlp is null)
        {
            return;
        }
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("silosim-silo"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(SiloSimTelemetry.Meter, OrleansMeter);
                if (options.HttpPort is not null)
                {
                    metrics.AddPrometheusExporter();
                }
                if (options.Otlp is { } url)
                {
                    metrics.AddOtlpExporter(otlp => otlp.Endpoint = url);
                }
            });
        if (options.Otlp is { } collector)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(SiloSimTelemetry.ActivitySource, OrleansActivities)
                .AddOtlpExporter(otlp => otlp.Endpoint = collector));
        }
    }

    private static int FreePort(IPAddress address, int port, string option)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.ExclusiveAddressUse = true;
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new SiloFailedException(ExitCode.Usage, $"{option} {port}: the port is in use");
        }
        catch (SocketException failure)
        {
            throw new SiloFailedException(ExitCode.Usage, $"{option} {port} at {address}: {failure.Message}");
        }
    }

    // A silo that joins waits for minutes for one that is not there; a person should know at once.
    private static async Task Reach(string host, int port, string failure, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(s_primaryPatience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patience.Token);
        }
        catch (Exception unreachable) when (unreachable is SocketException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            throw new SiloFailedException(ExitCode.Unreachable, failure);
        }
    }

    private static IPAddress OwnAddress() =>
        Array.Find(
            Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork),
            static address => !IPAddress.IsLoopback(address))
        ?? IPAddress.Loopback;
}
