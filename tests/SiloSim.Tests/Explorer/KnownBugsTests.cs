using SiloSim.Explorer.Models;
using SiloSim.Explorer.Runs;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace.Models;
using SiloSim.Machine.Lockstep;

namespace SiloSim.Tests.Explorer;

/// <summary>Each strategy finds each violation of the table; what only cycles show, no run that ends does.</summary>
public sealed class KnownBugsTests(ITestOutputHelper output)
{
    private const long MostRuns = 2_000_000;

    /// <summary>The rows that runs can show.</summary>
    public static TheoryData<int> Rows() =>
        [.. Enumerable.Range(0, VerificationTable.All.Length).Where(row => Property(row) is not (null or Finding.Livelock))];

    [Theory, MemberData(nameof(Rows))]
    public void StoredSearchesFindIt(int row)
    {
        foreach (SearchOrder order in Enum.GetValues<SearchOrder>())
        {
            AssertFound(row, $"{order}", new ModelExplorer(ModelOf(row)).Search(
                new SearchOptions { Order = order }, TestContext.Current.CancellationToken));
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void RunsByChanceFindIt(int row)
    {
        foreach (ulong seed in new ulong[] { 1, 2, 3 })
        {
            AssertFound(row, $"random, seed {seed}", new RunExplorer(ModelOf(row)).Search(
                () => new RandomRuns(MostRuns, new SeededRandom(seed).Below),
                cancellation: TestContext.Current.CancellationToken));
            AssertFound(row, $"pct, seed {seed}", new RunExplorer(ModelOf(row)).Search(
                () => new PctRuns(MostRuns, new SeededRandom(seed).Below),
                cancellation: TestContext.Current.CancellationToken));
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void OneRunOfEachTraceFindsIt(int row) => AssertFound(row, "tree", new RunExplorer(ModelOf(row)).Search(
        new RunTreeOptions(), TestContext.Current.CancellationToken));

    [Theory, MemberData(nameof(Rows))]
    public void TheShortestOneIsReplayed(int row)
    {
        SearchResult found = new ModelExplorer(ModelOf(row)).Search(
            new SearchOptions(), TestContext.Current.CancellationToken);
        AssertFound(row, "replay", new RunExplorer(ModelOf(row)).Search(
            () => new Replay(found.Counterexample), cancellation: TestContext.Current.CancellationToken));
    }

    private static string? Property(int row) => VerificationTable.All[row].PropertyName;

    private static Model ModelOf(int row) => SeedModel.Of(VerificationTable.All[row].Configuration);

    private void AssertFound(int row, string way, SearchResult result)
    {
        VerificationRow known = VerificationTable.All[row];
        string name = ConfigurationText.Of(known.Configuration);
        output.WriteLine($"{name}: {way}: {result.Runs} runs, {result.Transitions} transitions");
        Assert.True(
            (Verdict.Violated, Property(row)) == (result.Verdict, result.Finding?.Property),
            $"{name}: {way}: {result.Verdict} {result.Finding}");
        int steps = result.Counterexample.Length;
        Assert.True(known.Steps is null || steps == known.Steps, $"{name}: {way}: {steps} steps, not {known.Steps}");
    }
}
