using System.CommandLine;
using SiloSim.Client;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim cluster</c>: what the silos of a running cluster have.</summary>
internal static class ClusterCommand
{
    private static readonly Argument<string> s_action = new("ACTION") { Description = "status: silos, their grains, machines and memory" };
    private static readonly Option<string> s_cluster = RunningCluster.GatewaysOption();
    private static readonly Option<bool> s_json = new("--json") { Description = "print one object of JSON" };
    private static readonly Option<string> s_clusterId = RunningCluster.IdOption();

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("cluster", "Shows what runs on the silos of a cluster.") { s_action, s_cluster, s_json, s_clusterId };
        command.Options.Add(HelpPage.Option("silosim cluster status"));
        command.SetAction(async (parsed, cancel) => (int)await Run(parsed, terminal, cancel));
        return command;
    }

    private static async Task<ExitCode> Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        string action = parsed.GetValue(s_action)!;
        if (action != "status")
        {
            throw new Grains.Runs.WrongUsageException($"cluster {action}: status");
        }
        await using ICluster cluster = await RunningCluster.Open(parsed.GetValue(s_cluster), parsed.GetValue(s_clusterId), cancel);
        ClusterStatus status = await cluster.Grains.GetGrain<IClusterGrain>(0).Status();
        if (parsed.GetValue(s_json))
        {
            terminal.Out.RawLine(StatusJson.Of(status));
        }
        else
        {
            ClusterPage.Write(terminal.Out, status);
        }
        return ExitCode.Done;
    }
}
