using System.Globalization;
using SiloSim.CommandLine.Exploring;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine.Experiments;

/// <summary>What is measured: the numbers of a report or of a search that can be drawn.</summary>
internal static class Figures
{
    private static readonly (Figure Figure, Func<RunReport, double?> Value)[] s_ofRun =
    [
        (new("mips", "guest speed", "million instructions/s"), static run => run.InstructionsPerSecond / 1e6),
        (new("seconds", "wall time", "s"), static run => run.WallSeconds),
        (new("instructions", "instructions", ""), static run => run.Instructions),
        (new("modifications", "modifications", ""), static run => run.Modifications.Done),
        (new("rounds", "rounds of stop_machine", ""), static run => run.StopMachineRounds),
        (new("patch-median", "round of stop_machine, median", "us"), static run => run.StopMachineMicroseconds.Median),
        (new("patch-p99", "round of stop_machine, 99th percentile", "us"), static run => run.StopMachineMicroseconds.P99),
        (new("nmis", "NMIs taken", ""), static run => run.Nmi.Taken),
        (new("nmi-rate", "NMIs", "1/s"), static run => run.WallSeconds > 0 ? run.Nmi.Taken / run.WallSeconds : null),
        (new("nmi-median", "NMI, median", "us"), static run => run.NmiMicroseconds.Median),
        (new("nmi-p99", "NMI, 99th percentile", "us"), static run => run.NmiMicroseconds.P99),
        (new("wait-count", "waits of the patcher for NMIs", ""), static run => Dyn(run, 0)),
        (new("update-count", "writes by NMIs", ""), static run => Dyn(run, 1)),
        (new("reads", "reads of call sites", ""), static run => run.Reads.Observed),
        (new("torn", "torn reads", ""), static run => run.Reads.Torn),
        (new("changed-under-nmi", "reads that changed under an NMI", ""), static run => run.Reads.ChangedUnderNmi),
        (new("violations", "violations", ""), Violations),
        (new("guest-failures", "runs whose guest failed", ""), static run => run.GuestFailure is null ? 0 : 1),
        (new("self-checks-failed", "CPUs whose self-check failed", ""), static run => run.SelfChecks.Failed),
        (new("frames-in", "frames moved to silos", ""), static run => run.PerSilo.Sum(static silo => silo.FramesIn)),
    ];

    private static readonly (Figure Figure, Func<Explored, double?> Value)[] s_ofSearch =
    [
        (new("states", "states", ""), static search => search.Result.States),
        (new("transitions", "transitions", ""), static search => search.Result.Transitions),
        (new("seconds", "wall time", "s"), static search => search.Seconds),
        (new("states-per-second", "speed", "states/s"), static search => search.StatesPerSecond),
        (new("bytes-per-state", "memory", "bytes/state"), static search => search.BytesPerState),
        (new("steps", "steps of the counterexample", ""), static search => search.Counterexample is null ? null : search.Result.Counterexample.Length),
        (new("violations", "violations", ""), static search => search.Property is null ? 0 : 1),
    ];

    /// <summary>The figures of a command.</summary>
    /// <param name="command"><c>run</c> or <c>explore</c>.</param>
    public static IEnumerable<Figure> Of(string command) => command == "run"
        ? s_ofRun.Select(static figure => figure.Figure)
        : s_ofSearch.Select(static figure => figure.Figure);

    /// <summary>What a run has measured; a figure that it has not is left out.</summary>
    public static Dictionary<string, double> Of(RunReport run) => Measured(s_ofRun, run);

    /// <summary>What a search has measured; a figure that it has not is left out.</summary>
    public static Dictionary<string, double> Of(Explored search) => Measured(s_ofSearch, search);

    private static Dictionary<string, double> Measured<T>((Figure Figure, Func<T, double?> Value)[] figures, T of)
    {
        var measured = new Dictionary<string, double>();
        foreach ((Figure figure, Func<T, double?> value) in figures)
        {
            if (value(of) is { } number)
            {
                measured.Add(figure.Name, number);
            }
        }
        return measured;
    }

    /// <summary>Each torn or changed read; of other properties the report has the first few.</summary>
    private static double? Violations(RunReport run) => run.Reads.Torn + run.Reads.ChangedUnderNmi
        + run.Violations.Count(static violation => violation.Property is not ("torn" or "changed-under-nmi"));

    private static double Dyn(RunReport run, int index) => double.Parse(run.DynInfo.Split(' ')[index], CultureInfo.InvariantCulture);
}
