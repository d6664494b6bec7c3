using SiloSim.Explorer.Models;
using SiloSim.Explorer.Runs;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Tests.Explorer;

/// <summary>
/// Dynamic partial-order reduction makes one run of each trace: as many as there are classes among all interleavings,
/// each put in one order in which only independent steps have changed places; and with the same ends.
/// </summary>
public sealed class TracesTests
{
    private const int MostInterleavings = 3_000;

    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void OneRunIsMadeOfEachTraceOfRandomModels(MemoryModel memory)
    {
        int compared = 0;
        int waited = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            Model model = RandomModel.Of(seed, memory);
            if (Runs(model, isReduced: false) is not { } all)
            {
                continue;
            }

            compared++;
            waited += all.Values.Distinct().Count() > 1 ? 1 : 0;
            Dictionary<string, string> reduced = Runs(model, isReduced: true)!;
            Assert.True(
                all.OrderBy(pair => pair.Key).SequenceEqual(reduced.OrderBy(pair => pair.Key)),
                $"seed {seed} {memory}: {all.Count} traces, {reduced.Count} runs");
        }

        Assert.True(compared > 80 && waited > 40, $"{compared} {waited}");
    }

    /// <summary>The traces and their ends; null if there are too many. A trace that is met again by a reduced search fails.</summary>
    private static Dictionary<string, string>? Runs(Model model, bool isReduced)
    {
        var space = new StateSpace(model);
        var traces = new Dictionary<string, string>();
        long runs = 0;
        using var enough = new CancellationTokenSource();
        RunTree? tree = null;
        tree = new RunTree(space, new RunTreeOptions { IsReduced = isReduced, MostSteps = 60 })
        {
            GoesOn = true,
            RunEnded = (steps, dependence, world) =>
            {
                bool isNew = traces.TryAdd(Normal(steps, dependence), End(space, world));
                Assert.True(isNew || !isReduced);
                if (++runs == MostInterleavings)
                {
                    enough.Cancel();
                }
            },
        };
        bool isDone = tree.Run(enough.Token);
        Assert.Null(tree.Found);
        return isDone && tree.CutRuns == 0 ? traces : null;
    }

    /// <summary>Of all orders that differ only in that of independent steps, the first in the order of their names.</summary>
    private static string Normal(IReadOnlyList<Transition> steps, Dependence dependence)
    {
        List<Transition> left = [.. steps];
        List<string> order = [];
        while (left.Count > 0)
        {
            Transition first = left.Where((step, place) => !left.Take(place).Any(earlier => IsBefore(earlier, step)))
                .MinBy(step => $"{step.Key}")!;
            left.Remove(first);
            order.Add($"{first.Key}");
        }

        return string.Join('\n', order);

        // A store comes before what moves it to memory: taken for all moves of that queue, the queue being in order.
        bool IsBefore(Transition earlier, Transition later) =>
            dependence.Holds(earlier, later) || (earlier.Fills == later.Process && IsFilledBy(earlier, later));

        bool IsFilledBy(Transition store, Transition move)
        {
            List<Transition> all = [.. steps];
            int stores = all.Take(all.IndexOf(store)).Count(step => step.Fills == store.Fills);
            int moves = all.Take(all.IndexOf(move)).Count(step => step.Process == move.Process);
            return stores <= moves;
        }
    }

    /// <summary>Where threads stand, and what memory holds.</summary>
    private static string End(StateSpace space, World world) => string.Join(
        ' ',
        [
            .. Enumerable.Range(0, space.Threads).Select(thread => world.Local(thread).Hash),
            .. world.Fields[space.MemoryAt..].ToArray().Select(space.Results.Value),
        ]);
}
