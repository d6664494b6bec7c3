using SiloSim.Ftrace;
using SiloSim.Grains;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>The machines of a cluster, or one of them, for people.</summary>
internal static class MachinesPage
{
    private const int LabelColumns = 13;

    /// <summary>Prints a row for each.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<MachineOverview> machines)
    {
        if (machines.Count == 0)
        {
            console.RawLine("no machines");
            return;
        }
        var table = new TextColumns("machine", "CPUs", "silos", "instructions", "frames", "mode", "state");
        foreach (MachineOverview machine in machines)
        {
            table.Add(
                machine.Name,
                Quantity.Exact(machine.Cpus),
                Quantity.Exact(machine.Parts.Count),
                Quantity.Exact(machine.Instructions),
                Quantity.Bytes(machine.FrameBytes),
                KebabCase.Of(machine.Mode),
                machine.State);
        }
        table.Write(console);
    }

    /// <summary>Prints one.</summary>
    public static void Write(IAnsiConsole console, MachineOverview machine, MachineStatus status)
    {
        var rows = new LabelledRows(console, LabelColumns);
        rows.Write("bold", "machine", $"{machine.Name}, {KebabCase.Of(machine.Mode)}, {StateOf(machine, status)}");
        rows.Write("bold", "CPUs", $"{Quantity.Exact(machine.Cpus)}, on {Quantity.Exact(machine.Ended)} the guest has ended");
        rows.Write("bold", "modifications", $"{Quantity.Exact(status.Modifications)} done in {Quantity.Of(status.Rounds, "round")} of stop_machine");
        rows.Write("bold", "instructions", Quantity.Exact(machine.Instructions));
        foreach ((string silo, MachinePart part) in machine.Parts)
        {
            rows.Write(
                "bold",
                "silo",
                $"{silo}: {Quantity.Of(part.Cpus, "CPU")}{(part.Stopped ? ", stopped" : "")}, "
                + $"{Quantity.Exact(part.Instructions)} instructions, {Quantity.Bytes(part.FrameBytes)} of frames");
        }
    }

    /// <summary>What it is doing; a run that has ended is more than its CPUs know.</summary>
    public static string StateOf(MachineOverview machine, MachineStatus status) =>
        status.Ended ? KebabCase.Of(status.End) : machine.State;
}
