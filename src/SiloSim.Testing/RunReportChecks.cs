using System.Globalization;
using SiloSim.Grains.Runs;

namespace SiloSim.Testing;

/// <summary>Checks of reports, for tests of any framework.</summary>
public static class RunReportChecks
{
    /// <summary>
    /// The guest ran to its end, passed its self-checks on every CPU, and no property of the protocol broke; where anything was
    /// to be modified, a control run has shown that the detector sees.
    /// </summary>
    /// <param name="report">What came of a run.</param>
    /// <returns>The report, for more checks.</returns>
    /// <exception cref="RunFailedException">Not so; the message says what, and with which seed.</exception>
    public static RunReport ShouldBeDone(this RunReport report) => report.Outcome == RunOutcome.Done && report.SelfChecks.Failed == 0
        ? report
        : throw new RunFailedException(report, Reason(report));

    private static string Reason(RunReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Guest} on {report.Cpus} CPUs, {report.Mode}, seed {report.Seed}: {report.Outcome}; "
        + $"{report.Reads.Torn} torn, {report.Reads.ChangedUnderNmi} changed under an NMI, {report.SelfChecks.Failed} self-checks failed")
        + (report.GuestFailure is { } failure
            ? $"; cpu {failure.Cpu}: {failure.Cause} at {failure.Pc} ({failure.Symbol}): {failure.Instruction}"
            : "");
}
