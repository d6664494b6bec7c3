using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Runs;
using SiloSim.Explorer.Search;
using SiloSim.Machine.Lockstep;
using static SiloSim.Tests.Explorer.TinyModel;

namespace SiloSim.Tests.Explorer;

/// <summary>What the code under test throws is a verdict with the steps to it, never a crash of the search.</summary>
public sealed class ModelErrorTests
{
    private const string Says = "1: ArithmeticException: x was set first";

    [Theory]
    [InlineData(MemoryModel.Sc, 2)]
    [InlineData(MemoryModel.Tso, 3)]
    [InlineData(MemoryModel.Pso, 3)]
    public void AnExceptionIsFoundByEverySearchInTheFewestSteps(MemoryModel memory, int steps)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        foreach (SearchOrder order in Enum.GetValues<SearchOrder>())
        {
            foreach (Reductions reductions in Enum.GetValues<Reductions>())
            {
                Check(new ModelExplorer(ThrowsWhereXIsSet(memory)).Search(
                    new SearchOptions { Order = order, Reductions = reductions, Workers = 2 }, cancel));
            }
        }

        foreach (StateStore store in new[] { StateStore.Hash, StateStore.Bitstate })
        {
            Check(new ModelExplorer(ThrowsWhereXIsSet(memory)).Search(new SearchOptions { Store = store }, cancel));
        }

        var runs = new RunExplorer(ThrowsWhereXIsSet(memory));
        Check(runs.Search(new RunTreeOptions(), cancel));
        Check(runs.Search(new RunTreeOptions { IsReduced = false }, cancel));
        Check(runs.Search(() => new RandomRuns(100, new SeededRandom(1).Below), cancellation: cancel));
        Check(runs.Search(() => new PctRuns(100, new SeededRandom(1).Below), cancellation: cancel));

        void Check(SearchResult result)
        {
            Assert.Equal(
                (Verdict.ModelError, Finding.ModelError, Says),
                (result.Verdict, result.Finding?.Property, result.Finding?.Description));
            Assert.Equal(steps, result.Counterexample.Length);
        }
    }

    [Fact]
    public void ItsInterleavingIsShown()
    {
        Model model = ThrowsWhereXIsSet(MemoryModel.Sc);
        var explorer = new ModelExplorer(model);
        SearchResult result = explorer.Search(new SearchOptions(), TestContext.Current.CancellationToken);
        Execution execution = explorer.Execute(result.Counterexample);
        Assert.Equal((2, Says), (execution.Steps, execution.Finding?.Description));
        Assert.Equal(
            [OperationKind.Store, OperationKind.Load], execution.Events.Select(one => one.Operation.Kind));
    }

    [Fact]
    public void OneBeforeTheFirstStepHasNone()
    {
        Model model = With(() => RoutineContinuation.Start(static () => throw new ArithmeticException("at once")));
        SearchResult result = new ModelExplorer(model).Search(
            new SearchOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(
            (Verdict.ModelError, "1: ArithmeticException: at once", 0),
            (result.Verdict, result.Finding?.Description, result.Counterexample.Length));
    }

    [Fact]
    public void AnAccessWhereNoMemoryIsAndALoopWithoutStepsAreErrorsToo()
    {
        Assert.Equal(
            "1 accesses 00000bac, where no memory is",
            Finds(With(() => RoutineContinuation.Start(static async () => await Operation.Load(0xBAC)))));
        Assert.StartsWith(
            "1: InvalidOperationException: the code makes no step within ", Finds(With(() => RoutineContinuation.Start(Spin))));
    }

    private static string Finds(Model model)
    {
        SearchResult result = new ModelExplorer(model).Search(
            new SearchOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.ModelError, result.Verdict);
        return result.Finding!.Description;
    }

    private static Model ThrowsWhereXIsSet(MemoryModel memory) =>
        With(() => RoutineContinuation.Start(LoadX)) with { Memory = memory };

    /// <summary>x=1 on one CPU, and a thread on another.</summary>
    private static Model With(Func<Continuation> other)
    {
        Model model = Of(MemoryModel.Sc, [Do(Operation.Store(X, 1))]);
        return model with { Threads = [.. model.Threads, new ModelThread("1", 1, other)] };
    }

    private static async Routine LoadX()
    {
        if ((await Operation.Load(X)).Value == 1)
        {
            throw new ArithmeticException("x was set first");
        }
    }

    private static async Routine Spin()
    {
        while (true)
        {
            await Operation.ReadBarrier();
        }
    }
}
