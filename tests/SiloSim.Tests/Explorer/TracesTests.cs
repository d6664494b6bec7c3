using SiloSim.Explorer.Models;
using SiloSim.Explorer.Runs;
using SiloSim.Explorer.Worlds;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>
/// Dynamic partial-order reduction makes one run of each trace: as many as there are classes among all interleavings,
/// each put in one order in which only independent steps have changed places; and with the same ends.
/// </summary>
public sealed class TracesTests
{
    private const int MostInterleavings = 5_000;

    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void OneRunIsMadeOfEachTraceOfRandomModels(MemoryModel memory)
    {
        int compared = 0;
        int several = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            Model model = RandomModel.Of(seed, memory);
            if (Runs(model, isReduced: false) is { } all)
            {
                compared++;
                several += all.Values.Distinct().Count() > 1 ? 1 : 0;
                AssertSame(all, Runs(model, isReduced: true)!, $"seed {seed} {memory}");
            }
        }

        Assert.True(compared > 50 && several > 25, $"{compared} {several}");
    }

    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void OneRunIsMadeOfEachTraceOfTheProtocol(MemoryModel memory)
    {
        SeedConfiguration one = SeedCountsTests.Configuration(1, 1, 1, 1) with { Memory = memory };
        SeedConfiguration[] configurations =
        [
            one,
            one with { Self = true },
            one with { FailingWrite = true },
            one with { EarlyLoads = true },
            one with { NmiCpus = 0, Nmis = 0, Readers = 1 },
            one with { NmiCpus = 0, Nmis = 0, Readers = 1, Flush = FlushReach.Ipi },
            one with { NmiCpus = 0, Nmis = 0, Readers = 1, Variant = one.Variant.Without(Step.StopMachine) },
            one with { Variant = one.Variant.Without(Step.WaitForNmiBeforeSet) },
            one with { Variant = one.Variant.Without(Step.NmiWrite) },
        ];
        int compared = 0;
        foreach (SeedConfiguration configuration in configurations)
        {
            // What fails is gone through as well, to the ends of its runs.
            Model model = SeedModel.Of(configuration);
            model = configuration.Variant.Equals(one.Variant) ? model : model with { Properties = [] };
            if (Runs(model, isReduced: false) is { } all)
            {
                compared++;
                AssertSame(all, Runs(model, isReduced: true)!, ConfigurationText.Of(configuration));
            }
        }

        Assert.True(compared >= (memory == MemoryModel.Sc ? 7 : 4), $"{compared}"); // The others have too many interleavings.
    }

    private static void AssertSame(Dictionary<string, string> all, Dictionary<string, string> reduced, string name) =>
        Assert.True(
            all.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .SequenceEqual(reduced.OrderBy(pair => pair.Key, StringComparer.Ordinal)),
            $"{name}: {all.Count} traces, {reduced.Count} runs");

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
        string[] names = [.. steps.Select(step => $"{step.Key.Kind} {step.Key.Actor} {step.Key.Which}")];
        List<int>[] before = [.. steps.Select((_, later) => Enumerable.Range(0, later).Where(
            earlier => dependence.Holds(steps[earlier], steps[later]) || IsFilledBy(earlier, later)).ToList())];
        var left = Enumerable.Range(0, steps.Count).ToHashSet();
        List<string> order = [];
        while (left.Count > 0)
        {
            int first = left.Where(place => !before[place].Exists(left.Contains)).MinBy(place => names[place])!;
            left.Remove(first);
            order.Add(names[first]);
        }

        return string.Join(", ", order);

        // A queue is in order: the first store into it is the first to leave.
        bool IsFilledBy(int store, int move) => steps[store].Fills >= 0 && steps[store].Fills == steps[move].Process
            && steps.Take(store).Count(step => step.Fills == steps[store].Fills)
                <= steps.Take(move).Count(step => step.Process == steps[move].Process);
    }

    /// <summary>Where threads stand, and what memory holds.</summary>
    private static string End(StateSpace space, World world) => string.Join(
        ' ',
        [
            .. Enumerable.Range(0, space.Threads).Select(thread => world.Local(thread).Hash),
            .. world.Fields[space.MemoryAt..].ToArray().Select(space.Results.Value),
        ]);
}
