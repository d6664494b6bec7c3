using SiloSim.Explorer.Search;
using SiloSim.Grains.Runs;

namespace SiloSim.CommandLine;

/// <summary>How the command ends.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>The run or the search found a violation or a model error, or a guest failed.</summary>
    Violation = 1,

    /// <summary>Wrong usage or input.</summary>
    Usage = 2,

    /// <summary>The cluster cannot be reached, or a part of it failed.</summary>
    Unreachable = 3,

    /// <summary>Interrupted, not searched to the end, or nothing was shown; never a pass.</summary>
    Inconclusive = 4,
}

/// <summary>The exit codes of reports.</summary>
internal static class ExitCodes
{
    /// <summary>The exit code of a run.</summary>
    public static ExitCode Of(RunReport report) => report.Outcome switch
    {
        RunOutcome.Done => ExitCode.Done,
        RunOutcome.Violation or RunOutcome.GuestFailed => ExitCode.Violation,
        RunOutcome.Interrupted when Found(report) => ExitCode.Violation,
        _ => ExitCode.Inconclusive,
    };

    /// <summary>The exit code of a search.</summary>
    public static ExitCode Of(Verdict verdict) => verdict switch
    {
        Verdict.Holds => ExitCode.Done,
        Verdict.Inconclusive => ExitCode.Inconclusive,
        _ => ExitCode.Violation,
    };

    private static bool Found(RunReport report) =>
        report.Violations.Count > 0
        || report.Reads.Torn + report.Reads.ChangedUnderNmi > 0
        || report.GuestFailure is not null;
}
