using System.Collections.Immutable;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;

namespace SiloSim.Explorer.Pictures;

/// <summary>An execution made ready for people: who did what on which CPU, with names, and which steps decided.</summary>
/// <param name="Cpus">What each CPU is called, such as <c>cpu 1: nmi 1</c>.</param>
/// <param name="Steps">The steps, in order.</param>
/// <param name="Finding">What is wrong at the end; null if nothing is.</param>
public sealed record Picture(ImmutableArray<string> Cpus, ImmutableArray<PictureStep> Steps, Finding? Finding)
{
    /// <summary>After how many steps the cycle begins that goes on for ever; null if there is none.</summary>
    public int? CycleFrom { get; init; }

    /// <summary>Draws an execution.</summary>
    /// <param name="model">The model that it is of.</param>
    /// <param name="execution">The execution.</param>
    /// <param name="finding">What is wrong with it.</param>
    /// <param name="describe">
    /// Says an operation in the model's own words, given what came of it (null if nothing has yet) and how locations are
    /// called; null for the common words.
    /// </param>
    /// <returns>The picture.</returns>
    public static Picture Of(
        Model model,
        Execution execution,
        Finding? finding,
        Func<Operation, OperationResult?, Func<uint, string>, string?>? describe = null)
    {
        var words = new EventText(model, describe ?? ((_, _, _) => null));
        HashSet<int> decisive = DecisiveSteps.Of(execution, model);
        ImmutableArray<PictureStep>.Builder steps = ImmutableArray.CreateBuilder<PictureStep>();
        foreach (IGrouping<(int Step, int), ExplorerEvent> step in
            execution.Events.GroupBy(one => (one.Step, one.Step == 0 ? one.Thread : 0)))
        {
            ExplorerEvent first = step.First();
            bool isStart = first.Step == 0;
            bool isFlush = first.Choice.Kind == ChoiceKind.Flush;
            string[] said = isStart ? [.. step.Select(one => words.NoteOf(one, first)).OfType<string>()]
                : [words.Of(first), .. step.Skip(1).Select(one => words.NoteOf(one, first)).OfType<string>()];
            if (said.Length > 0)
            {
                steps.Add(new PictureStep(
                    first.Step,
                    isStart ? null : first.Choice,
                    isFlush ? first.Choice.Actor : model.Threads[first.Choice.Actor].Cpu,
                    isFlush ? PictureStep.Buffer : model.Threads[first.Choice.Actor].Name,
                    said[0],
                    [.. said[1..]],
                    decisive.Contains(first.Step)));
            }
        }

        steps.AddRange(Enumerable.Range(0, execution.Waiting.Length)
            .Where(thread => execution.Waiting[thread] is not null && IsHeldOff(model.Threads[thread], finding))
            .Select(thread => new PictureStep(
                0, null, model.Threads[thread].Cpu, model.Threads[thread].Name,
                $"waits for ever: {words.Of(execution.Waiting[thread]!.Value)}", [], true)));
        return new Picture(CpusOf(model), steps.ToImmutable(), finding);
    }

    private static bool IsHeldOff(ModelThread thread, Finding? finding) =>
        finding?.Property == Finding.Deadlock || (finding?.Property == Finding.Livelock && thread.MakesProgress);

    private static ImmutableArray<string> CpusOf(Model model) =>
    [
        .. Enumerable.Range(0, model.Cpus).Select(cpu =>
            $"cpu {cpu}: {string.Join(", ", model.Threads.Where(thread => thread.Cpu == cpu).Select(thread => thread.Name))}"),
    ];
}
