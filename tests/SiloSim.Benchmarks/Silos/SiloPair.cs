using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiloSim.Benchmarks.Grains;
using SiloSim.Benchmarks.Measure;
using SiloSim.Grains;
using SiloSim.Grains.Placing;
using SiloSim.Grains.Runs;

namespace SiloSim.Benchmarks.Silos;

/// <summary>Two silo processes with one thread for guest code each, and this process as their client, which does nothing.</summary>
internal sealed class SiloPair : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Process[] _processes;
    private readonly IHost _client;
    private int _made;

    private SiloPair(Process[] processes, IHost client)
    {
        (_processes, _client) = (processes, client);
        Grains = client.Services.GetRequiredService<IClusterClient>();
    }

    /// <summary>Their grains.</summary>
    public IClusterClient Grains { get; }

    /// <summary>The silos, by their numbers in a machine.</summary>
    public SiloAddress[] Silos { get; private set; } = [];

    /// <summary>A probe on each.</summary>
    public ISiloProbeGrain[] Probes { get; private set; } = [];

    /// <summary>Of what the guests have found so far: the same for each run with the same options.</summary>
    public Checksum Checksum { get; } = new();

    /// <summary>Starts them.</summary>
    public static async Task<SiloPair> Start()
    {
        int[] ports = FreePorts(4);
        var processes = new List<Process>();
        for (int silo = 0; silo < 2; silo++)
        {
            string[] args = [ChildSilo.Argument, .. new[] { ports[2 * silo], ports[(2 * silo) + 1], ports[0] }
                .Select(static port => port.ToString(CultureInfo.InvariantCulture))];
            Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, args)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            processes.Add(process);
            using var patience = new CancellationTokenSource(s_patience);
            if (await process.StandardOutput.ReadLineAsync(patience.Token) != ChildSilo.Ready)
            {
                throw new WrongWorkException("a silo process did not start");
            }
        }
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client => client.UseLocalhostClustering([ports[1], ports[3]]));
        IHost host = builder.Build();
        await host.StartAsync();
        var pair = new SiloPair([.. processes], host);
        await pair.Place();
        return pair;
    }

    /// <summary>Boots a machine of the guest <c>spin</c>.</summary>
    /// <param name="cpus">How many CPUs.</param>
    /// <param name="placement">Where they are.</param>
    /// <returns>Its key, when it runs.</returns>
    public Task<string> Boot(int cpus, string placement) => Boot(Plan("spin.elf", cpus, placement));

    /// <summary>A run of a guest in free mode, without NMIs and modifications.</summary>
    /// <param name="guest">Its file's name.</param>
    /// <param name="cpus">How many CPUs.</param>
    /// <param name="placement">Where they are.</param>
    public static PlannedRun Plan(string guest, int cpus, string placement) => RunPlanner.Plan(
        guest,
        GuestMachine.Load(guest),
        new RunOptions
        {
            Cpus = cpus,
            Mode = RunMode.Free,
            Toggles = 0,
            NmiEvery = 0,
            TimeLimit = TimeSpan.FromHours(6),
            Placement = placement,
        });

    /// <summary>Boots a machine.</summary>
    /// <param name="planned">Its run, which goes on until <see cref="End"/>.</param>
    /// <returns>Its key, when it runs.</returns>
    public async Task<string> Boot(PlannedRun planned)
    {
        string key = $"bench-{planned.Spec.Cpus}-{++_made}";
        IMachineGrain machine = Grains.GetGrain<IMachineGrain>(key);
        await machine.Boot(planned.Spec);
        await machine.Start(planned.Plan with { UntilInterrupted = true });
        return key;
    }

    /// <summary>Lets the guests end, sees to it that each has found its results right, and removes the machine.</summary>
    /// <exception cref="WrongWorkException">One has not.</exception>
    public async Task End(string key)
    {
        IMachineGrain machine = Grains.GetGrain<IMachineGrain>(key);
        await machine.Interrupt();
        MachineStatus status;
        do
        {
            status = await machine.Wait(10_000);
        }
        while (!status.Ended);
        MachineReport report = await machine.Report();
        await machine.Remove();
        if (report.Fault is not null || report.Cpus.Any(static cpu => cpu.ExitCode != 0))
        {
            throw new WrongWorkException($"{key}: {report.Fault ?? "a guest failed"}");
        }
        foreach (CpuReport cpu in report.Cpus)
        {
            Checksum.Add((uint)cpu.Cpu, (uint)cpu.ExitCode!.Value);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        foreach (Process process in _processes)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Numbers the silos as machines do, and puts a probe on each.</summary>
    private async Task Place()
    {
        IManagementGrain management = Grains.GetGrain<IManagementGrain>(0);
        Silos = [.. MachinePlacementDirector.InOrder((await management.GetHosts(onlyActive: true)).Keys)];
        Probes = [.. Silos.Select((_, number) => Grains.GetGrain<ISiloProbeGrain>(number))];
        for (int number = 0; number < Silos.Length; number++)
        {
            SiloAddress there = await PlacementHint.On(Silos[number], Probes[number].Where);
            if (Silos.Length != 2 || !there.Equals(Silos[number]))
            {
                throw new WrongWorkException($"{Silos.Length} silos, and a probe on {there}");
            }
        }
    }

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
