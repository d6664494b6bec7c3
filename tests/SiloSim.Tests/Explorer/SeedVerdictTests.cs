using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>What each step protects, in the smallest configuration in which it shows, and in how few steps.</summary>
public sealed class SeedVerdictTests
{
    [Theory]
    [InlineData(Step.WaitForNmiBeforeSet, 1, 1, 1, 1, MemoryModel.Sc, "changed-under-nmi", 9)]
    [InlineData(Step.NmiWrite, 1, 1, 1, 1, MemoryModel.Sc, "changed-under-nmi", 9)]
    [InlineData(Step.WriteFlag, 1, 1, 1, 1, MemoryModel.Sc, "changed-under-nmi", 8)]
    [InlineData(Step.BuffersBeforeFlag, 1, 1, 1, 1, MemoryModel.Sc, "wrong-content", 5)]
    [InlineData(Step.WaitForNmiAfterClear, 1, 1, 2, 1, MemoryModel.Sc, "wrong-content", 13)]
    [InlineData(Step.WaitForNmiAfterClear, 1, 1, 1, 2, MemoryModel.Sc, "wrong-content", 13)]
    [InlineData(Step.BuffersBarrier, 1, 1, 1, 1, MemoryModel.Tso, "wrong-content", 7)]
    [InlineData(Step.WriteBarrier, 1, 1, 1, 1, MemoryModel.Tso, "changed-under-nmi", 17)]
    public void BreaksWithoutAStep(
        Step step, int c, int k, int s, int r, MemoryModel memory, string property, int steps)
    {
        foreach (ModelText text in Enum.GetValues<ModelText>())
        {
            SeedConfiguration whole = SeedCountsTests.Configuration(c, k, s, r) with { Memory = memory, Text = text };
            Assert.Equal(Verdict.Holds, Search(whole).Verdict);
            SearchResult broken = Search(whole with { Variant = Variant.Whole.Without(step) });
            Assert.Equal((property, steps), (broken.Finding?.Property, broken.Counterexample.Length));
        }
    }

    [Fact]
    public void BreaksWithoutBothBarriersOfAnNmi()
    {
        Variant variant = Variant.Whole.Without(Step.NmiEnterBarrier).Without(Step.NmiExitBarrier);
        SearchResult broken = Search(SeedCountsTests.Configuration(1, 1, 1, 2) with
        {
            Variant = variant,
            Memory = MemoryModel.Tso,
        });
        Assert.Equal(("last-content", 40), (broken.Finding?.Property, broken.Counterexample.Length));
    }

    [Fact]
    public void BreaksWithoutTheReadBarrierWhereLoadsMayBeEarly()
    {
        SeedConfiguration early = SeedCountsTests.Configuration(1, 1, 1, 1) with { EarlyLoads = true };
        Assert.Equal(Verdict.Holds, Search(early).Verdict);
        SearchResult broken = Search(early with { Variant = Variant.Whole.Without(Step.NmiReadBarrier) });
        Assert.Equal("wrong-content", broken.Finding?.Property);
    }

    [Fact]
    public void KeepsNoWriterAliveWhereWritesFail()
    {
        SeedConfiguration failing = SeedCountsTests.Configuration(1, 1, 1, 1) with { FailingWrite = true };
        Assert.Equal(Verdict.Holds, Search(failing).Verdict);
        Assert.Equal(
            "killed", Search(failing with { Variant = Variant.Whole.Without(Step.KillNewWriters) }).Finding?.Property);
    }

    [Theory]
    [InlineData(Step.WaitForNmiBeforeSet, PatchUnit.Word)]
    [InlineData(Step.WaitForNmiAfterClear, PatchUnit.Word)]
    [InlineData(Step.NmiWrite, PatchUnit.Word)]
    public void OneCpuAloneDoesNotNeedIt(Step step, PatchUnit unit) => Assert.Equal(
        Verdict.Holds,
        Search(SeedCountsTests.Configuration(1, 2, 2, 1) with
        {
            Self = true,
            Variant = Variant.Whole.With(unit).Without(step),
        }).Verdict);

    [Fact]
    public void OneCpuAloneTearsInHalfwordsWithoutTheNmisWrite()
    {
        SearchResult broken = Search(SeedCountsTests.Configuration(1, 1, 1, 1) with
        {
            Self = true,
            Variant = Variant.Whole.With(PatchUnit.Halfword).Without(Step.NmiWrite),
        });
        Assert.Equal(("torn", 9), (broken.Finding?.Property, broken.Counterexample.Length));
    }

    [Theory]
    [InlineData(PatchUnit.Word, "")]
    [InlineData(PatchUnit.Halfword, "torn")]
    public void OnlyHalvesNeedAStoppedMachine(PatchUnit unit, string property)
    {
        SeedConfiguration reader = SeedCountsTests.Configuration(0, 0, 1, 1) with
        {
            Readers = 1,
            Variant = Variant.Whole.With(unit),
        };
        Assert.Equal(Verdict.Holds, Search(reader).Verdict);
        Assert.Equal(
            property,
            Search(reader with { Variant = reader.Variant.Without(Step.StopMachine) }).Finding?.Property ?? "");
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(BreakpointStep.BreakpointSync1, "torn")]
    [InlineData(BreakpointStep.BreakpointSync2, "")]
    [InlineData(BreakpointStep.BreakpointSync3, "")]
    public void ABreakpointNeedsItsFirstSync(BreakpointStep? without, string property)
    {
        SearchResult result = Search(SeedCountsTests.Configuration(0, 0, 1, 1) with
        {
            Scheme = PatchScheme.Breakpoint,
            Readers = 1,
            Variant = Variant.Whole.With(PatchUnit.Halfword),
            WithoutBreakpoint = without is null ? [] : [without.Value],
        });
        Assert.Equal(property, result.Finding?.Property ?? "");
    }

    [Theory]
    [InlineData(FlushReach.Local, "")]
    [InlineData(FlushReach.Broadcast, "")]
    [InlineData(FlushReach.Ipi, "deadlock")]
    public void AFlushThatWaitsForStoppedCpusNeverEnds(FlushReach flush, string property) => Assert.Equal(
        property,
        Search(SeedCountsTests.Configuration(1, 1, 1, 1) with { Flush = flush }).Finding?.Property ?? "");

    [Fact]
    public void ADeadlockIsToldInTheModelsWords() => Assert.Equal(
        "nobody can go on: patcher waits for ever: flush site 0",
        Search(SeedCountsTests.Configuration(1, 1, 1, 1) with { Flush = FlushReach.Ipi }).Finding?.Description);

    private static SearchResult Search(SeedConfiguration configuration) =>
        new ModelExplorer(SeedModel.Of(configuration)).Search(new SearchOptions());
}
