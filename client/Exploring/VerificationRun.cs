using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;

namespace SiloSim.CommandLine.Exploring;

/// <summary>The table, row by row.</summary>
internal static class VerificationRun
{
    /// <summary>Searches each row, up to the end or until it is interrupted.</summary>
    /// <param name="plan">How.</param>
    /// <param name="progress">Told now and then which row it is at, and how far that has come.</param>
    /// <param name="done">Told of each row when it is done.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>Done if every verdict is the expected one; a violation if one is not.</returns>
    public static async Task<ExitCode> Run(
        ExplorePlan plan,
        Action<VerificationRow, SearchProgress> progress,
        Action<VerificationRow, Explored> done,
        CancellationToken cancel)
    {
        ExitCode exitCode = ExitCode.Done;
        foreach (VerificationRow row in VerificationTable.All)
        {
            Explored explored = await Exploration.Search(plan, row.Configuration, now => progress(row, now), cancel);
            done(row, explored);
            exitCode = IsAsExpected(row, explored) ? exitCode
                : explored.Result.Verdict != Verdict.Inconclusive ? ExitCode.Violation
                : exitCode == ExitCode.Done ? ExitCode.Inconclusive : exitCode;
            if (cancel.IsCancellationRequested)
            {
                return ExitCode.Inconclusive;
            }
        }
        return exitCode;
    }

    /// <summary>
    /// Whether a verdict is the one of the table, and the counterexample as long as there where it is a shortest one.
    /// </summary>
    public static bool IsAsExpected(VerificationRow row, Explored explored) => row.Property is null
        ? explored.Result.Verdict == Verdict.Holds
        : explored.Property == row.PropertyName && (row.Steps is null
            || explored.Plan.Strategy != ExploreStrategy.BreadthFirst
            || explored.Result.Counterexample.Length == row.Steps);
}
