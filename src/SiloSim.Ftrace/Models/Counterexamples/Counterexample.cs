using System.Collections.Immutable;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Pictures;
using SiloSim.Explorer.Search;

namespace SiloSim.Ftrace.Models;

/// <summary>An execution that violates something: the configuration, and the steps.</summary>
/// <param name="Configuration">What it is an execution of.</param>
/// <param name="Choices">The steps.</param>
/// <param name="Picture">What they do, for people; <see cref="Picture.Finding"/> is what is violated.</param>
public sealed record Counterexample(SeedConfiguration Configuration, ImmutableArray<Choice> Choices, Picture Picture)
{
    // A cycle that looks the same this often is taken for one: threads have no more to tell it apart by.
    private const int Laps = 3;

    /// <summary>What is violated.</summary>
    public Finding Finding => Picture.Finding!;

    /// <summary>Executes steps in the explorer.</summary>
    /// <param name="configuration">What they are steps of.</param>
    /// <param name="choices">The steps, from the first.</param>
    /// <param name="livelock">For a livelock, what was found or is claimed; what it says is said anew. Else null.</param>
    /// <param name="cycleFrom">For a livelock, after how many steps the cycle begins; else null.</param>
    /// <returns>What they show; null if they cannot be taken, or show nothing wrong.</returns>
    public static Counterexample? Execute(
        SeedConfiguration configuration, ImmutableArray<Choice> choices, Finding? livelock = null, int? cycleFrom = null)
    {
        var explorer = new ModelExplorer(SeedModel.Of(configuration));
        Execution execution = explorer.Execute(choices);
        bool isCycle = livelock is not null && cycleFrom is int from && GoesRound(explorer, choices, from);
        Finding? finding = execution.Finding ?? (isCycle ? Livelock(explorer.Model, execution, choices.Length - cycleFrom!.Value) : null);
        if (execution.Steps != choices.Length || finding is null)
        {
            return null;
        }

        Picture picture = Picture.Of(explorer.Model, execution, finding, SeedWords.Of);
        return new Counterexample(configuration, choices, picture with { CycleFrom = isCycle ? cycleFrom : null });
    }

    private static Finding Livelock(Model model, Execution execution, int lap) => Finding.OfLivelock(
        model.Threads.Where((thread, index) =>
            execution.Waiting[index] is not null && (thread.MakesProgress || model.HasToEnd)).Select(thread => thread.Name),
        lap);

    /// <summary>Whether the steps from some step on can be taken again and again, with the same values each time.</summary>
    private static bool GoesRound(ModelExplorer explorer, ImmutableArray<Choice> choices, int from)
    {
        if (from < 0 || from >= choices.Length)
        {
            return false;
        }

        ImmutableArray<Choice> lap = choices[from..];
        IEnumerable<Choice> laps = Enumerable.Repeat(lap, Laps).SelectMany(static one => one);
        Execution execution = explorer.Execute(choices[..from].Concat(laps));
        if (execution.Steps != from + (lap.Length * Laps) || execution.Finding is not null)
        {
            return false;
        }

        ILookup<int, (int, Choice, int, Explorer.Operation, Explorer.OperationResult)> byLap = execution.Events
            .Where(happened => happened.Step > from)
            .ToLookup(
                happened => (happened.Step - from - 1) / lap.Length,
                happened => ((happened.Step - from - 1) % lap.Length, happened.Choice, happened.Thread,
                    happened.Operation, happened.Result));
        return Enumerable.Range(1, Laps - 1).All(index => byLap[index].SequenceEqual(byLap[0]));
    }
}
