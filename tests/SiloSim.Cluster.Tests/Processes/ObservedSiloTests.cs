using System.Globalization;
using System.Text.RegularExpressions;

namespace SiloSim.Cluster.Tests.Processes;

/// <summary>What a silo process shows of itself: metrics, dashboard, logs, and the sources of its settings.</summary>
public class ObservedSiloTests
{
    [Fact]
    public async Task MetricsAndDashboardAfterARun()
    {
        await using ProgramProcess silo = ProgramProcess.Silo(
            new Dictionary<string, string> { ["SILOSIM__Dashboard"] = "true", ["Logging__LogLevel__SiloSim"] = "Information" },
            "--silo-port", "0", "--gateway-port", "0", "--http-port", "0");
        string[] ready = (await silo.Line("silosim-silo ready:")).Split(' ');
        string gateway = ready[Array.IndexOf(ready, "gateway") + 1];
        await using ProgramProcess run = ProgramProcess.Client("run", "--cluster", gateway, "--mode", "free", "--toggles", "5");
        Assert.Equal(0, (await run.End()).ExitCode);

        using var http = new HttpClient { BaseAddress = new Uri($"http://{ready[Array.IndexOf(ready, "http") + 1]}") };
        string metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        foreach (string name in new[]
        {
            "silosim_guest_instructions_total", "silosim_frames_moved_total", "silosim_nmi_duration_seconds_count",
            "silosim_stop_machine_duration_seconds_count", "silosim_stop_machine_phase_duration_seconds_count",
        })
        {
            Match sample = Regex.Match(metrics, $"^{name}{{[^}}]*}} ([0-9.e+]+)$", RegexOptions.Multiline);
            Assert.True(sample.Success, $"no {name} in {metrics}");
            Assert.True(double.Parse(sample.Groups[1].Value, CultureInfo.InvariantCulture) > 0, sample.Value);
        }
        Assert.Contains("phase=\"disable_irq\"", metrics, StringComparison.Ordinal);
        Assert.Contains("orleans_", metrics, StringComparison.Ordinal);
        Assert.Contains("<html", await http.GetStringAsync("/dashboard", TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);

        silo.Terminate();
        (int exitCode, _, string log) = await silo.End();
        Assert.Equal(0, exitCode);
        Assert.Matches(@"info: SiloSim\.Grains\.MachineGrain\[1\] m-trace-[0-9a-f]+: booted with 4 CPUs on 1 silos, Free\n", log);
        Assert.Matches(@"\[2\] m-trace-[0-9a-f]+: ended after [0-9.]+ s: Done\n", log);
    }

    [Fact]
    public async Task SettingsComeFromAFileTheEnvironmentAndTheCommandLine()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file, """{"SILOSIM": {"SiloPort": 0, "GatewayPort": "x", "HttpPort": "y"}}""", TestContext.Current.CancellationToken);
            var environment = new Dictionary<string, string> { ["SILOSIM__GatewayPort"] = "z" };
            await using ProgramProcess wrong = ProgramProcess.Silo(environment, "--config", file, "--http-port", "0");
            (int exitCode, _, string error) = await wrong.End();
            Assert.Equal((2, "silosim-silo: --gateway-port z: a port is 0 to 65535\n"), (exitCode, error));
            await using ProgramProcess silo = ProgramProcess.Silo(environment, "--config", file, "--gateway-port", "0", "--http-port", "0");
            await silo.EndPoints();
            silo.Terminate();
            (int stopped, _, string log) = await silo.End();
            Assert.Equal((0, ""), (stopped, log));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--config nowhere.json: no such file", "--config", "nowhere.json")]
    [InlineData("--http-port 70000: a port is 0 to 65535", "--http-port", "70000")]
    [InlineData("--dashboard: at which --http-port?", "--dashboard")]
    [InlineData("--otlp collector: expected http://HOST:PORT", "--otlp", "collector")]
    [InlineData("--kubernetes: pods find each other through --redis", "--kubernetes")]
    public async Task WhatIsWrongIsOneLine(string message, params string[] args)
    {
        await using ProgramProcess silo = ProgramProcess.Silo(["--silo-port", "0", "--gateway-port", "0", .. args]);
        (int exitCode, _, string error) = await silo.End();
        Assert.Equal((2, $"silosim-silo: {message}\n"), (exitCode, error));
    }
}
