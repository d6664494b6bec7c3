using System.Xml.Linq;
using SiloSim.Explorer;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Pictures;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>Executions as columns, and which of their steps are marked.</summary>
public sealed class PictureTests
{
    private const uint X = 0x100;
    private const uint Y = 0x104;

    [Fact]
    public void AColumnForEachCpuAndTimeDownwards() => Assert.Equal(
        """
        step  cpu 0: patcher                             cpu 1: nmi 1
              begin site 0: 8c001004 -> 8c0b4320
           1  store mod_code_ip = 8c001000
           2  store mod_code_newcode = 8c0b4320
        *  3  exchange nmi_running 00000000 -> 80000000
           4  load mod_code_ip: 8c001000
           5  load mod_code_newcode: 8c0b4320
        *  6                                             add 1 to nmi_running: 80000001
        *  7                                             load site 0: 1004
           8                                             load site 0+2: 8c00
                                                           (saw 8c001004)
        *  9  write site 0 = 4320
        * 10                                             load site 0: 4320
        * 11                                             load site 0+2: 8c00
                                                           (saw 8c004320, after 8c001004)
        """.ReplaceLineEndings("\n"),
        string.Join('\n', PictureText.Of(Executed(
            SeedCountsTests.Configuration(1, 1, 1, 1) with
            {
                Variant = Variant.Whole.With(PatchUnit.Halfword).Without(Step.NmiWrite),
            },
            "t0 t0 t0 t0 t0 t1 t1 t1 t0 t1 t1"), 100)));

    [Fact]
    public void StoreBuffersAreSeenWhereTheyReachMemory() => Assert.Equal(
        """
        step  cpu 0: writer               cpu 1: reader
        *  1  store x = 00000001
        *  2  store y = 00000002
        *  3  y = 00000002 reaches
                memory
        *  4                              load y: 00000002
        *  5                              load x: 00000000
        *  6  x = 00000001 reaches
                memory
        """.ReplaceLineEndings("\n"),
        string.Join('\n', PictureText.Of(
            Picture(MessagePassing(MemoryModel.Pso), "t0 t0 b0.1 t1 t1 b0.0"), 50)));

    /// <summary>What the order of others implies is not marked: here the second load comes after the first.</summary>
    [Fact]
    public void OnlyStepsThatTheScheduleOrderedAreMarked()
    {
        Assert.Equal([2, 3], Decisive(MessagePassing(MemoryModel.Sc), "t0 t0 t1 t1"));
        Assert.Equal([1, 2, 3, 4], Decisive(MessagePassing(MemoryModel.Sc), "t1 t0 t0 t1").Order());
        Assert.Equal([], Decisive(MessagePassing(MemoryModel.Sc), "t0"));
    }

    /// <summary>A load that its own CPU's buffer answers does not meet what others do to memory.</summary>
    [Fact]
    public void ALoadFromTheOwnBufferIsNotMarked()
    {
        Model model = Of(
            MemoryModel.Tso,
            new ModelThread("one", 0, () => RoutineContinuation.Start(StoreAndLoad)),
            new ModelThread("other", 1, () => RoutineContinuation.Start(StoreX)));
        Assert.Equal([1, 3, 4, 5], Decisive(model, "t0 t0 t1 b1.0 b0.0").Order());
    }

    [Fact]
    public void WhoWaitsForEverIsShown()
    {
        Model model = Of(
            MemoryModel.Sc, new ModelThread("waiter", 0, () => RoutineContinuation.Start(AwaitX)));
        Execution execution = new ModelExplorer(model).Execute([]);
        Picture picture = SiloSim.Explorer.Pictures.Picture.Of(model, execution, execution.Finding);
        Assert.Equal(["step  cpu 0: waiter", "*     waits for ever: await x: 00000007"], PictureText.Of(picture, 80));
    }

    [Fact]
    public void ACycleIsShown()
    {
        var steps = Executed(SeedCountsTests.Configuration(1, 1, 1, 1) with { Nmis = null }, "t0 t0 t1 t1 t1 t1");
        IReadOnlyList<string> lines = PictureText.Of(steps with { CycleFrom = 2 }, 80);
        Assert.Equal("      from here on, for ever:", lines[4]);
    }

    [Fact]
    public void ManyCpusMakeNarrowColumns()
    {
        Picture picture = Executed(
            SeedCountsTests.Configuration(4, 1, 1, 1), "t1 t2 t3 t4 t1 t1 t0 t0 t1 t2");
        Assert.All(PictureText.Of(picture, 100), line => Assert.True(line.Length <= 104, line));
        Assert.Contains(PictureText.Of(picture, 100), line => line.StartsWith("*  1", StringComparison.Ordinal));
    }

    [Fact]
    public void ADrawingHasTheSameText()
    {
        Picture picture = Executed(SeedCountsTests.Configuration(1, 1, 1, 1), "t0 t0 t1 t1 t1 t1 t0");
        var finding = new Finding("torn", "1 < 2 & so on");
        XDocument svg = XDocument.Parse(PictureSvg.Of(picture with { Finding = finding }, "a <title>"));
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.Equal("a <title>", texts[0]);
        Assert.Equal("torn: 1 < 2 & so on", texts[^1]);
        Assert.All(picture.Cpus, cpu => Assert.Contains(cpu, texts));
        Assert.All(picture.Steps, step => Assert.Contains(step.Text, texts));
        Assert.Equal(
            picture.Steps.Count(step => step.IsDecisive),
            svg.Descendants().Count(element => (string?)element.Attribute("fill") == "#fff1c2"));
        int width = (int)svg.Root!.Attribute("width")!;
        Assert.All(
            svg.Descendants().Where(element => element.Name.LocalName == "text" && element.Attribute("text-anchor") is null),
            text => Assert.True((int)text.Attribute("x")! + (text.Value.Length * 8) <= width, text.Value));
    }

    private static IEnumerable<int> Decisive(Model model, string choices) =>
        Picture(model, choices).Steps.Where(step => step.IsDecisive).Select(step => step.Number);

    private static Picture Executed(SeedConfiguration configuration, string choices) =>
        Picture(SeedModel.Of(configuration), choices);

    private static Picture Picture(Model model, string choices)
    {
        Choice[] all = [.. choices.Split(' ').Select(word =>
        {
            Assert.True(ChoiceText.TryParse(word, out Choice choice), word);
            return choice;
        })];
        Execution execution = new ModelExplorer(model).Execute(all);
        Assert.Equal(all.Length, execution.Steps);
        return SiloSim.Explorer.Pictures.Picture.Of(model, execution, execution.Finding);
    }

    private static Model MessagePassing(MemoryModel memory) => Of(
        memory,
        new ModelThread("writer", 0, () => RoutineContinuation.Start(StoreBoth)),
        new ModelThread("reader", 1, () => RoutineContinuation.Start(LoadBoth)));

    private static Model Of(MemoryModel memory, params ModelThread[] threads) => new()
    {
        Threads = [.. threads],
        Words = [new(X, 0, Name: "x"), new(Y, 0, Name: "y")],
        Memory = memory,
    };

    private static async Routine StoreBoth()
    {
        await Operation.Store(X, 1);
        await Operation.Store(Y, 2);
    }

    private static async Routine LoadBoth()
    {
        await Operation.Load(Y);
        await Operation.Load(X);
    }

    private static async Routine StoreAndLoad()
    {
        await Operation.Store(X, 1);
        await Operation.Load(X);
    }

    private static async Routine StoreX() => await Operation.Store(X, 2);

    private static async Routine AwaitX() => await Operation.SpinUntilEqual(X, 7);
}
