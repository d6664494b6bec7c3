using SiloSim.Client;
using SiloSim.CommandLine.Clusters;
using SiloSim.Ftrace.Models;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Exploring;

/// <summary>A counterexample on a machine of grains.</summary>
/// <param name="Script">What the machine was to do.</param>
/// <param name="Report">What it did.</param>
internal sealed record MachineReplay(MachineScript Script, MachineReport Report)
{
    /// <summary>What the machine has shown first; null for nothing.</summary>
    public ViolationMessage? Shown => Report.Violations.Count > 0 ? Report.Violations[0] : null;

    /// <summary>Whether it made all steps with the same results, and shows the same violation, at the last of them.</summary>
    public bool IsSame => Report.Replay is { Parted: null, Step: int step } && step == Script.Moves.LastOrDefault()?.Step
        && Shown?.Property == Script.Finding.Property;

    /// <summary>Makes a machine and has it take the steps.</summary>
    /// <param name="counterexample">The counterexample.</param>
    /// <param name="silos">On which silos.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <exception cref="WrongUsageException">No machine can show it: the message says why.</exception>
    /// <exception cref="MachineException">A part of the machine failed.</exception>
    public static async Task<MachineReplay> Run(Counterexample counterexample, ClusterChoice silos, CancellationToken cancel)
    {
        if (!MachineScript.TryOf(counterexample, out MachineScript? script, out string? reason))
        {
            throw new WrongUsageException($"--machine: {reason}");
        }
        var guest = GuestFile.OfReplays();
        PlannedRun replay = ReplayPlanner.Plan(guest.Name, guest.Elf, script);
        await using ICluster cluster = await silos.Open(cancel);
        return new MachineReplay(script, await Experiment.Replay(cluster.Grains, replay, cancel));
    }
}
