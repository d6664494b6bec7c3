using System.Globalization;
using System.Net;
using Microsoft.Extensions.Hosting;
using SiloSim.Grains;

namespace SiloSim.Benchmarks.Silos;

/// <summary>This program as a silo process with one thread for guest code, until its standard input ends.</summary>
internal static class ChildSilo
{
    /// <summary>The argument that asks for it, before the two ports and the first silo's port.</summary>
    public const string Argument = "--silo-process";

    /// <summary>What it prints once it serves.</summary>
    public const string Ready = "ready";

    /// <summary>Serves.</summary>
    public static async Task Serve(string[] ports)
    {
        int[] numbers = [.. ports.Select(static port => int.Parse(port, CultureInfo.InvariantCulture))];
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(orleans => orleans
            .UseLocalhostClustering(
                numbers[0], numbers[1], numbers[2] == numbers[0] ? null : new IPEndPoint(IPAddress.Loopback, numbers[2]))
            .AddSiloSim(engineThreads: 1));
        using IHost host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(Ready);
        await Console.In.ReadToEndAsync(); // The parent goes, and so does the child.
        Environment.Exit(0);               // Machines are not handed over to a silo that goes as well.
    }
}
