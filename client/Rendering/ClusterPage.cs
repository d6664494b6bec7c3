using SiloSim.Grains;
using Spectre.Console;

namespace SiloSim.CommandLine.Rendering;

/// <summary>The silos of a cluster, for people.</summary>
internal static class ClusterPage
{
    /// <summary>Prints the page.</summary>
    public static void Write(IAnsiConsole console, ClusterStatus status)
    {
        IReadOnlyList<MachineOverview> machines = MachineOverview.Of(status);
        console.RawLine(
            $"{Quantity.Of(status.Silos.Count, "silo")}, {Quantity.Of(machines.Count, "machine")}, "
            + Quantity.Of(machines.Sum(static machine => machine.Cpus), "CPU"));
        var table = new TextColumns("silo", "threads", "machines", "CPUs", "frames", "process", "grains");
        foreach (SiloState silo in status.Silos)
        {
            string grains = string.Join(", ", silo.Grains
                .OrderBy(static kind => kind.Key, StringComparer.Ordinal)
                .Select(static kind => $"{kind.Key} {Quantity.Exact(kind.Value)}"));
            if (silo.Engine is not { } engine)
            {
                table.Add(silo.Address, "", "", "", "", "", "no answer");
                continue;
            }
            table.Add(
                silo.Address,
                Quantity.Exact(engine.Threads),
                Quantity.Exact(engine.Parts.Count),
                Quantity.Exact(engine.Parts.Sum(static part => part.Cpus)),
                Quantity.Bytes(engine.Parts.Sum(static part => part.FrameBytes)),
                Quantity.Bytes(engine.ProcessBytes),
                grains);
        }
        table.Write(console);
    }
}
