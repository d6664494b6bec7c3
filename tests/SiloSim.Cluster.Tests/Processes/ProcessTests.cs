using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>Two silos and a client, each a process of its own, as a person starts them.</summary>
public class ProcessTests
{
    [Fact]
    public async Task ARunOnTwoSiloProcesses()
    {
        await using ProgramProcess first = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0");
        (string silo, string gateway) = await first.EndPoints();
        await using ProgramProcess second = ProgramProcess.Silo("--silo-port", "0", "--gateway-port", "0", "--primary", silo);
        (_, string secondGateway) = await second.EndPoints();

        await using ProgramProcess client = ProgramProcess.Client(
            "run", "--cluster", $"{gateway},{secondGateway}", "--cpus", "4", "--toggles", "5", "--json");
        (int exitCode, string output, string error) = await client.End();
        Assert.True(exitCode == 0, output + error);
        using var report = JsonDocument.Parse(output);
        Assert.Equal("done", report.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(2, report.RootElement.GetProperty("silos").GetInt32());
        Assert.All(report.RootElement.GetProperty("perSilo").EnumerateArray(), part =>
        {
            Assert.True(part.GetProperty("cpus").GetInt32() >= 1);
            Assert.True(part.GetProperty("framesIn").GetInt64() > 0);
        });

        second.Terminate();
        Assert.Equal(0, (await second.End()).ExitCode);
        first.Terminate();
        Assert.Equal(0, (await first.End()).ExitCode);
    }

    [Fact]
    public async Task AnInterruptedRunReports()
    {
        await using ProgramProcess client = ProgramProcess.InterruptibleClient("run", "--toggles", "1000000", "--time-limit", "80");
        await client.Line("  0 %");
        client.Interrupt();
        (int exitCode, string output, string error) = await client.End();
        Assert.True(exitCode == 4, $"exit code {exitCode}: {output}{error}");
        Assert.Contains("interrupted\n", output);
        Assert.Contains("modifications", output);
    }

    [Theory]
    [InlineData("crash-illegal", "illegal instruction")]
    [InlineData("crash-unaligned", "address error")]
    [InlineData("crash-nowhere", "")]
    [InlineData("crash-nmi", "")]
    [InlineData("hang", "")]
    public async Task AGuestThatFailsIsOneLineThatSaysWhere(string guest, string cause)
    {
        await using ProgramProcess client = ProgramProcess.Client("run", "--guest", Repository.Guest(guest));
        (int exitCode, string output, string error) = await client.End();
        Assert.True(exitCode == 1, $"exit code {exitCode}: {output}{error}");
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^silosim: cpu \d+: .+ at [0-9a-f]{8} \(.+\): .+$", line);
        Assert.Contains(cause, line);
        Assert.StartsWith("guest failed: ", output[output.IndexOf("guest failed", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task TheOutputOfAGuestAndTheReportAreApartWithJson()
    {
        await using ProgramProcess client = ProgramProcess.Client("run", "--guest", Repository.Guest("hello"), "--json");
        (int exitCode, string output, string error) = await client.End();
        Assert.Equal(0, exitCode);
        using var report = JsonDocument.Parse(output);
        Assert.Equal("hello.elf", report.RootElement.GetProperty("guest").GetString());
        Assert.Contains("guest: hello", error);
    }

    [Fact]
    public async Task APortInUseIsOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using ProgramProcess silo = ProgramProcess.Silo("--silo-port", port, "--gateway-port", "0");
        (int exitCode, string output, string error) = await silo.End();
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Equal($"silosim-silo: --silo-port {port}: the port is in use\n", error);
    }

    [Theory]
    [InlineData(3, "--primary", "localhost:1")]
    [InlineData(3, "--redis", "localhost:1")]
    [InlineData(2, "--primary", "localhost")]
    [InlineData(2, "--silo-port", "70000")]
    [InlineData(2, "--silo-port", "x")]
    [InlineData(2, "--address", "here")]
    [InlineData(2, "--bogus")]
    public async Task ASiloThatCannotServeIsOneLine(int expected, params string[] args)
    {
        string[] ports = args.Contains("--silo-port") ? ["--gateway-port", "0"] : ["--silo-port", "0", "--gateway-port", "0"];
        await using ProgramProcess silo = ProgramProcess.Silo([.. ports, .. args]);
        (int exitCode, string output, string error) = await silo.End();
        Assert.Equal(expected, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith("silosim-silo: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }
}
