using System.CommandLine;
using SiloSim.CommandLine;
using SiloSim.Silo;
using YamlDotNet.RepresentationModel;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>The compose file names services, programs and options that exist.</summary>
public class ComposeTests
{
    private static readonly YamlMappingNode s_services = Services();

    [Fact]
    public void RedisTwoSilosAndARun()
    {
        Assert.Equal(["redis", "silo", "run"], s_services.Children.Keys.Select(static key => ((YamlScalarNode)key).Value!));
        Assert.Equal("2", ((YamlScalarNode)s_services["silo"]["deploy"]["replicas"]).Value);
    }

    [Fact]
    public void TheSilosAreStartedWithOptionsThatExist()
    {
        string[] command = Words("silo", "command");
        Assert.Equal("silosim-silo", command[0]);
        Assert.All(OptionsOf(command), option => Assert.Contains(option, SiloCommand.OptionNames));
        Assert.Equal("redis:6379", After(command, "--redis"));
    }

    [Fact]
    public void TheRunIsMadeWithOptionsThatExistAtTheSilosGateways()
    {
        string[] command = Words("run", "command");
        Assert.Equal(["silosim", "run"], command[..2]);
        System.CommandLine.Command run = SiloSimCommand.Build(new Terminal(Terminal.Plain(TextWriter.Null), Terminal.Plain(TextWriter.Null)))
            .Subcommands.Single(static part => part.Name == "run");
        Assert.Empty(run.Parse(command[2..]).Errors);
        Assert.All(OptionsOf(command), option => Assert.Contains(option, run.Options.Select(static known => known.Name)));
        Assert.Equal("silo:" + After(Words("silo", "command"), "--gateway-port"), After(command, "--cluster"));
        Assert.Contains("/" + After(Words("silo", "command"), "--gateway-port"), ((YamlSequenceNode)s_services["silo"]["healthcheck"]["test"])[3].ToString());
    }

    [Fact]
    public void WhatAServiceWaitsForHasAHealthCheck()
    {
        foreach (YamlNode service in s_services.Children.Values)
        {
            if (((YamlMappingNode)service).Children.TryGetValue("depends_on", out YamlNode? needs))
            {
                foreach ((YamlNode needed, YamlNode how) in (YamlMappingNode)needs)
                {
                    Assert.Equal("service_healthy", how["condition"].ToString());
                    Assert.Contains("healthcheck", ((YamlMappingNode)s_services[needed]).Children.Keys.Select(static key => key.ToString()));
                }
            }
        }
    }

    private static IEnumerable<string> OptionsOf(string[] command) =>
        command.Where(static word => word.StartsWith("--", StringComparison.Ordinal));

    private static string After(string[] command, string option) => command[Array.IndexOf(command, option) + 1];

    private static string[] Words(string service, string key) =>
        [.. ((YamlSequenceNode)s_services[service][key]).Select(static word => ((YamlScalarNode)word).Value!)];

    private static YamlMappingNode Services()
    {
        using StreamReader reader = File.OpenText(Path.Combine(Repository.Root, "docker-compose.yml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode["services"];
    }
}
