using SiloSim.CommandLine.Commands;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Rendering;

/// <summary>Tells a view where the run stands.</summary>
internal sealed class RunProgress(IRunView view, PlannedRun run) : IProgress<MachineStatus>
{
    private readonly GuestOutput _output = new(view.Line);

    /// <inheritdoc/>
    public void Report(MachineStatus value)
    {
        _output.Add(value.Output);
        string instructions = value.Instructions > 0 ? $", {Quantity.Short(value.Instructions)} instructions" : "";
        view.Show(
            run.WantsModifications
                ? Math.Clamp(value.Rounds / (run.Plan.Toggles + 1.0), 0, 1)
                : (double)value.CpusExited / run.Spec.Cpus,
            $"{Quantity.Of(value.Rounds, "round")}, {Quantity.Of(value.Modifications, "modification")}, "
            + $"{Quantity.Of(value.Nmis, "NMI")}{instructions}");
    }

    /// <summary>The run has ended, and its machine is still there.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="trace">Where the function trace goes; null for nowhere.</param>
    /// <param name="cpus">CPUs of the machine.</param>
    public async Task Ended(IMachineGrain machine, TraceFile? trace, int cpus)
    {
        _output.End();
        if (trace is not null)
        {
            await trace.Write(machine, cpus);
        }
        if (run.WantsModifications)
        {
            view.Show(1, "run ended; control run");
        }
    }
}
