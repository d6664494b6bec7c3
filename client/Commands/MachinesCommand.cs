using System.CommandLine;
using SiloSim.Client;
using SiloSim.CommandLine.Rendering;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Commands;

/// <summary><c>silosim machines</c>: lists the machines of a running cluster, shows one, ends it.</summary>
internal static class MachinesCommand
{
    private const string Actions = "list, status, stop, remove or rebalance";
    private static readonly Argument<string> s_action = new("ACTION") { Description = Actions };
    private static readonly Argument<string?> s_machine = new("MACHINE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "its name, as list shows it: for all but list",
    };

    private static readonly Option<string> s_cluster = RunningCluster.GatewaysOption();
    private static readonly Option<bool> s_json = new("--json") { Description = "print list or status as JSON" };
    private static readonly Option<string> s_clusterId = RunningCluster.IdOption();

    /// <summary>The command.</summary>
    /// <param name="terminal">Where it prints.</param>
    public static Command Build(Terminal terminal)
    {
        var command = new Command("machines", "Lists the machines of a cluster, and stops, moves or removes one.")
        {
            s_action, s_machine, s_cluster, s_json, s_clusterId,
        };
        command.Options.Add(HelpPage.Option("silosim machines list"));
        command.SetAction(async (parsed, cancel) => (int)await Run(parsed, terminal, cancel));
        return command;
    }

    private static async Task<ExitCode> Run(ParseResult parsed, Terminal terminal, CancellationToken cancel)
    {
        string action = parsed.GetValue(s_action)!;
        string? name = parsed.GetValue(s_machine);
        bool json = parsed.GetValue(s_json);
        if (action is not ("list" or "status" or "stop" or "remove" or "rebalance"))
        {
            throw new WrongUsageException($"machines {action}: {Actions}");
        }
        if (action == "list" != name is null)
        {
            throw new WrongUsageException(name is null ? $"machines {action}: of which machine?" : $"machines list {name}: list takes no machine");
        }
        await using ICluster cluster = await RunningCluster.Open(parsed.GetValue(s_cluster), parsed.GetValue(s_clusterId), cancel);
        IReadOnlyList<MachineOverview> all = MachineOverview.Of(await cluster.Grains.GetGrain<IClusterGrain>(0).Status());
        if (name is null)
        {
            List(terminal, all, json);
            return ExitCode.Done;
        }
        MachineOverview machine = all.FirstOrDefault(machine => machine.Name == name)
            ?? throw new WrongUsageException($"machines {action} {name}: no such machine in this cluster");
        IMachineGrain grain = cluster.Grains.GetGrain<IMachineGrain>(name);
        switch (action)
        {
            case "stop":
                await grain.Interrupt();
                terminal.Out.RawLine($"{name}: told to end");
                break;
            case "remove":
                await grain.Remove();
                terminal.Out.RawLine($"{name}: removed");
                break;
            case "rebalance":
                terminal.Out.RawLine($"{name}: {Quantity.Of(await Rebalance(grain), "CPU")} moved");
                break;
            default:
                Show(terminal, machine, await grain.Wait(0, int.MaxValue), json);
                break;
        }
        return ExitCode.Done;
    }

    private static async Task<int> Rebalance(IMachineGrain grain)
    {
        try
        {
            return await grain.Rebalance();
        }
        catch (MachineException refused)
        {
            throw new WrongUsageException(refused.Message); // The cluster is there: it is this machine that cannot.
        }
    }

    private static void List(Terminal terminal, IReadOnlyList<MachineOverview> machines, bool json)
    {
        if (json)
        {
            terminal.Out.RawLine(StatusJson.Of(machines));
        }
        else
        {
            MachinesPage.Write(terminal.Out, machines);
        }
    }

    private static void Show(Terminal terminal, MachineOverview machine, MachineStatus status, bool json)
    {
        if (json)
        {
            terminal.Out.RawLine(StatusJson.Of(machine, status));
        }
        else
        {
            MachinesPage.Write(terminal.Out, machine, status);
        }
    }
}
