using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SiloSim.CommandLine;
using SiloSim.Silo;
using YamlDotNet.RepresentationModel;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>The compose file names services, programs, options and settings that exist.</summary>
public class ComposeTests
{
    private const int ShutdownSeconds = 30; // Of a silo.

    [Fact]
    public void RedisTwoSilosAndARun()
    {
        Assert.Equal(["redis", "silo", "run"], ComposeFile.Services);
        Assert.Equal("2", ((YamlScalarNode)ComposeFile.Service("silo")["deploy"]["replicas"]).Value);
    }

    [Fact]
    public void TheSilosAreStartedWithOptionsThatExist()
    {
        string[] command = ComposeFile.Command("silo");
        Assert.Equal("silosim-silo", command[0]);
        Assert.All(OptionsOf(command), option => Assert.Contains(option, SiloCommand.OptionNames));
        Assert.Equal("redis:6379", Assert.Single(ComposeFile.Environment("silo"), static entry => entry.Key == "SILOSIM__Redis").Value);
        Assert.Equal(After(command, "--http-port"), ((YamlSequenceNode)ComposeFile.Service("silo")["ports"])[0].ToString());
        string grace = ComposeFile.Service("silo")["stop_grace_period"].ToString();
        Assert.True(int.Parse(grace.TrimEnd('s'), CultureInfo.InvariantCulture) > ShutdownSeconds, grace);
    }

    [Fact]
    public void TheRunIsMadeWithOptionsThatExistAtTheSilosGateways()
    {
        string[] command = ComposeFile.Command("run");
        Assert.Equal(["silosim", "run"], command[..2]);
        System.CommandLine.Command run = SiloSimCommand.Build(new Terminal(Terminal.Plain(TextWriter.Null), Terminal.Plain(TextWriter.Null)))
            .Subcommands.Single(static part => part.Name == "run");
        Assert.Empty(run.Parse(command[2..]).Errors);
        Assert.All(OptionsOf(command), option => Assert.Contains(option, run.Options.Select(static known => known.Name)));
        string port = After(ComposeFile.Command("silo"), "--gateway-port");
        Assert.Equal("silo:" + port, After(command, "--cluster"));
        Assert.Contains("/" + port, ((YamlSequenceNode)ComposeFile.Service("silo")["healthcheck"]["test"])[3].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatAServiceWaitsForHasAHealthCheck()
    {
        foreach (string service in ComposeFile.Services)
        {
            if (ComposeFile.Service(service).Children.TryGetValue("depends_on", out YamlNode? needs))
            {
                foreach ((YamlNode needed, YamlNode how) in (YamlMappingNode)needs)
                {
                    Assert.Equal("service_healthy", how["condition"].ToString());
                    Assert.Contains("healthcheck", ComposeFile.Service(needed.ToString()).Children.Keys.Select(static key => key.ToString()));
                }
            }
        }
    }

    /// <summary>What Docker says of it, where there is one.</summary>
    [Fact]
    public async Task DockerTakesIt()
    {
        string[]? compose = await Answers("docker", "compose", "version") ? ["docker", "compose"]
            : await Answers("docker-compose", "version") ? ["docker-compose"] : null;
        Assert.SkipWhen(compose is null, "docker compose is not installed");
        Assert.True(await Answers(compose![0], [.. compose[1..], "-f", ComposeFile.Path, "config", "--quiet"]));
    }

    private static async Task<bool> Answers(string program, params string[] args)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }

    private static IEnumerable<string> OptionsOf(string[] command) =>
        command.Where(static word => word.StartsWith("--", StringComparison.Ordinal));

    private static string After(string[] command, string option) => command[Array.IndexOf(command, option) + 1];
}
