using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiloSim.Benchmarks.Grains;
using SiloSim.Benchmarks.Measure;
using SiloSim.Grains;
using SiloSim.Grains.Engine;

namespace SiloSim.Benchmarks;

/// <summary>One silo in this process, warm: what is compiled in tiers is compiled before anything is measured.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    private const int WarmUpPairs = 150_000; // Orleans' calls keep getting faster for some hundred thousand calls.
    private const int PairsPerCall = 10_000; // A call must not come near its timeout.
    private static readonly TimeSpan s_interpreterWarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_interpreterSmoke = TimeSpan.FromMilliseconds(50);
    private readonly IHost _host;

    private BenchmarkSilo(IHost host)
    {
        _host = host;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
        Machines = host.Services.GetRequiredService<MachineHost>();
        Probe = Grains.GetGrain<IProbeGrain>(0);
    }

    /// <summary>The silo's grains.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>The silo's parts of machines, and its engine.</summary>
    public MachineHost Machines { get; }

    /// <summary>Measures calls from inside of a grain.</summary>
    public IProbeGrain Probe { get; }

    /// <summary>What was measured so far.</summary>
    public List<Row> Rows { get; } = [];

    /// <summary>Starts and warms up.</summary>
    public static async Task<BenchmarkSilo> Start(BenchmarkOptions options)
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        int siloPort = ((IPEndPoint)silo.LocalEndpoint).Port;
        int gatewayPort = ((IPEndPoint)gateway.LocalEndpoint).Port;
        silo.Stop();
        gateway.Stop();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(orleans => orleans.UseLocalhostClustering(siloPort, gatewayPort).AddSiloSim());
        IHost host = builder.Build();
        await host.StartAsync();
        var started = new BenchmarkSilo(host);
        for (int done = 0; done < (options.Smoke ? PairsPerCall : WarmUpPairs); done += PairsPerCall)
        {
            await started.Probe.WarmUp(PairsPerCall);
        }
        await new DirectCore(GuestMachine.Elf).Run(options.Smoke ? s_interpreterSmoke : s_interpreterWarmUp);
        return started;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
