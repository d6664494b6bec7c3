using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>A Redis of its own for one test, on a free port, which keeps nothing.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private RedisServer(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>HOST:PORT.</summary>
    public string Address { get; }

    /// <summary>Starts one, or skips the test by name where none is installed.</summary>
    /// <param name="options">Its options besides the port; none for one that keeps nothing.</param>
    public static async Task<RedisServer> Start(params string[] options)
    {
        Assert.SkipUnless(File.Exists(Program), "redis-server is not installed");
        string port = FreePort().ToString(CultureInfo.InvariantCulture);
        string[] args = ["--port", port, "--bind", "127.0.0.1", .. options.Length > 0 ? options : ["--save", "", "--appendonly", "no"]];
        var process = Process.Start(new ProcessStartInfo(Program, args) { RedirectStandardOutput = true })!;
        var server = new RedisServer(process, "127.0.0.1:" + port);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // So that it never waits for a reader.
                return server;
            }
        }
        throw new InvalidOperationException($"redis-server ended with {process.ExitCode}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
