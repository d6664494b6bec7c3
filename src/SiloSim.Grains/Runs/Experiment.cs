using System.Diagnostics;
using SiloSim.Grains.Placing;
using SiloSim.Machine;

namespace SiloSim.Grains.Runs;

/// <summary>Makes a run and its control, and says what they come to.</summary>
public static class Experiment
{
    // A wait is short enough that an interrupt is felt at once, and long enough to cost nothing.
    private const int WaitMilliseconds = 100;
    private static readonly TimeSpan s_answerPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_oneAnswer = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_beforeAnother = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_removePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_interruptPatience = TimeSpan.FromSeconds(15);

    /// <summary>Makes a run, and its control where the outcome rests on one.</summary>
    /// <param name="grains">A client of the cluster, or a silo's own.</param>
    /// <param name="run">What to do.</param>
    /// <param name="progress">Hears where the run stands, several times a second; not of the control. May be null.</param>
    /// <param name="cancel">Interrupts the run, which still reports.</param>
    /// <param name="ended">Called with the machine once its run has ended, before it is removed and the control begins.</param>
    /// <returns>What the run has measured.</returns>
    /// <exception cref="MachineException">A part of the machine failed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted before the machine ran.</exception>
    public static async Task<RunReport> Run(
        IGrainFactory grains,
        PlannedRun run,
        IProgress<MachineStatus>? progress,
        CancellationToken cancel,
        Func<IMachineGrain, Task>? ended = null)
    {
        MachineReport main = await RunMachine(grains, run, progress, ended, cancel);
        return RunReports.NeedsControl(run, main)
            ? RunReports.Of(run, main, await RunControl(grains, run, main, cancel))
            : RunReports.Of(run, main, control: null);
    }

    /// <summary>Makes a replay.</summary>
    /// <param name="grains">A client of the cluster, or a silo's own.</param>
    /// <param name="replay">What to do, as <see cref="ReplayPlanner"/> plans it.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <returns>What came of it: <see cref="MachineReport.Replay"/> and the violations.</returns>
    /// <exception cref="MachineException">A part of the machine failed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted before the machine ran.</exception>
    public static Task<MachineReport> Replay(IGrainFactory grains, PlannedRun replay, CancellationToken cancel) =>
        RunMachine(grains, replay, progress: null, ended: null, cancel);

    private static async Task<MachineReport?> RunControl(IGrainFactory grains, PlannedRun run, MachineReport main, CancellationToken cancel)
    {
        try
        {
            MachineReport control = await RunMachine(grains, run.Control(main), progress: null, ended: null, cancel);
            if (control.Cpus.Sum(cpu => cpu.ChangedUnderNmi) > 0)
            {
                return control;
            }
            MachineReport changed = await RunMachine(grains, run.ControlOfChanged(main), progress: null, ended: null, cancel);
            return control with
            {
                End = changed.End == RunEnd.Interrupted ? changed.End : control.End,
                Cpus = [.. control.Cpus, .. changed.Cpus],
            };
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<MachineReport> RunMachine(
        IGrainFactory grains,
        PlannedRun run,
        IProgress<MachineStatus>? progress,
        Func<IMachineGrain, Task>? ended,
        CancellationToken cancel)
    {
        await CheckPlacement(grains, run.Spec);
        IMachineGrain machine = grains.GetGrain<IMachineGrain>(NewKey(run.Guest));
        try
        {
            await machine.Boot(run.Spec, cancel);
            cancel.ThrowIfCancellationRequested();
            await machine.Start(run.Plan);
            await End(machine, progress, cancel);
            MachineReport report = await machine.Report();
            if (ended is not null)
            {
                await ended(machine);
            }
            return report;
        }
        finally
        {
            await Remove(machine);
        }
    }

    /// <summary>How many silos there are is known only now; that there are too few is still what a person asked for.</summary>
    private static async Task CheckPlacement(IGrainFactory grains, MachineSpec spec)
    {
        if (CpuPlacement.TryParse(spec.Placement, out CpuPlacement? placement, out _)
            && placement.Hindrance(spec.Cpus, silos: null) is null)
        {
            int silos = (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count;
            if (placement.Hindrance(spec.Cpus, silos) is { } hindrance)
            {
                throw new WrongUsageException($"--placement {spec.Placement}: {hindrance}");
            }
        }
    }

    private static async Task End(IMachineGrain machine, IProgress<MachineStatus>? progress, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource();
        bool interrupted = false;
        int outputSeen = 0;
        while (true)
        {
            if (cancel.IsCancellationRequested && !interrupted)
            {
                interrupted = true;
                await machine.Interrupt();
                patience.CancelAfter(s_interruptPatience);
            }
            MachineStatus status = await Wait(machine, outputSeen);
            outputSeen += status.Output.Length;
            progress?.Report(status);
            if (status.End == RunEnd.Fault)
            {
                throw new MachineException(status.Fault ?? "a part of the machine failed");
            }
            if (status.Ended)
            {
                return;
            }
            if (patience.IsCancellationRequested)
            {
                throw new MachineException(
                    $"the machine did not stop within {s_interruptPatience.TotalSeconds:0} seconds of the interrupt");
            }
        }
    }

    private static async Task<MachineStatus> Wait(IMachineGrain machine, int outputSeen)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await machine.Wait(WaitMilliseconds, outputSeen).WaitAsync(s_oneAnswer);
            }
            catch (Exception lost) when (lost is OrleansException or TimeoutException && Stopwatch.GetElapsedTime(start) < s_answerPatience)
            {
                // An answer can be lost with the gateway that it was to come through, and the machine moves with its silo.
                await Task.Delay(s_beforeAnother);
            }
            catch (Exception lost) when (lost is OrleansException or TimeoutException or MachineException)
            {
                // No answer, or one from a new activation, which knows nothing of the run.
                throw new MachineException("the silo of the machine is lost, and the run with it", lost);
            }
        }
    }

    // The run is over, well or badly, and its result is known: that taking it apart fails as well must not hide it.
    private static async Task Remove(IMachineGrain machine)
    {
        try
        {
            await machine.Remove().WaitAsync(s_removePatience);
        }
        catch (Exception lost) when (lost is OrleansException or TimeoutException or MachineException or SiloSimException)
        {
        }
    }

    /// <summary>A key that nobody has, and that a person recognizes.</summary>
    internal static string NewKey(string guest)
    {
        string name = Path.GetFileNameWithoutExtension(guest);
        string readable = new([.. name.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(24)]);
        return $"m-{readable}-{Guid.NewGuid():N}"[..(readable.Length + 11)];
    }
}
