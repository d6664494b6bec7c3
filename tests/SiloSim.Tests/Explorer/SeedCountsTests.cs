using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>
/// Counts of worlds and steps that an independent enumerator of the same model found, to the last one; and the
/// product's own text makes the same accesses, so it has the same counts.
/// </summary>
public sealed class SeedCountsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 90, 150, 15)]
    [InlineData(1, 1, 2, 1, 225, 386, 27)]
    [InlineData(1, 1, 1, 2, 175, 296, 25)]
    [InlineData(2, 1, 1, 1, 751, 1911, 22)]
    [InlineData(2, 2, 2, 1, 8907, 24434, 48)]
    [InlineData(2, 2, 2, 2, 17645, 48556, 68)]
    [InlineData(3, 1, 2, 1, 25767, 91392, 45)]
    [InlineData(3, 2, 1, 1, 43386, 159009, 41)]
    [InlineData(3, 2, 2, 1, 180375, 669958, 63)]
    [InlineData(4, 1, 1, 1, 54807, 238341, 36)]
    [InlineData(4, 1, 2, 1, 279021, 1247362, 54)]
    public void UnderSequentialConsistency(int c, int k, int s, int r, int states, int transitions, int depth) =>
        AssertCounts(Configuration(c, k, s, r), Reductions.None, states, transitions, depth);

    [Theory]
    [InlineData(2, 1, 1, 1, 426, 1082)]
    [InlineData(2, 2, 2, 1, 4707, 12910)]
    [InlineData(2, 2, 2, 2, 9323, 25652)]
    [InlineData(3, 1, 2, 1, 5738, 20302)]
    [InlineData(3, 2, 1, 1, 8847, 32381)]
    [InlineData(3, 2, 2, 1, 35275, 130926)]
    [InlineData(4, 1, 1, 1, 4510, 19498)]
    [InlineData(4, 1, 2, 1, 20270, 90334)]
    [InlineData(5, 1, 2, 1, 61712, 331446)]
    public void WithSymmetry(int c, int k, int s, int r, int states, int transitions) =>
        AssertCounts(Configuration(c, k, s, r), Reductions.Symmetry, states, transitions, null);

    [Theory]
    [InlineData(1, 1, 1, 1, 136, 233, 19)]
    [InlineData(2, 1, 1, 1, 1560, 4113, 29)]
    [InlineData(2, 2, 2, 1, 22879, 63846, 68)]
    public void InHalfwords(int c, int k, int s, int r, int states, int transitions, int depth) =>
        AssertCounts(
            Configuration(c, k, s, r) with { Variant = Variant.Whole.With(PatchUnit.Halfword) },
            Reductions.None, states, transitions, depth);

    [Theory]
    [InlineData(1, 1, 1, 1, 73, 82, 14)]
    [InlineData(2, 1, 1, 1, 603, 1170, 20)]
    [InlineData(2, 2, 2, 1, 7167, 14606, 46)]
    public void WithAnNmiOnThePatchersOwnCpu(int c, int k, int s, int r, int states, int transitions, int depth) =>
        AssertCounts(
            Configuration(c, k, s, r) with { Self = true }, Reductions.None, states, transitions, depth);

    [Theory]
    [InlineData(1, 1, 1, 1, 187, 335, 24, MemoryModel.Tso)]
    [InlineData(2, 1, 1, 1, 2009, 5397, 34, MemoryModel.Tso)]
    [InlineData(2, 2, 2, 1, 21795, 61792, 70, MemoryModel.Tso)]
    [InlineData(1, 1, 1, 1, 194, 355, 24, MemoryModel.Pso)]
    [InlineData(2, 1, 1, 1, 2058, 5579, 34, MemoryModel.Pso)]
    [InlineData(2, 2, 2, 1, 22373, 64036, 70, MemoryModel.Pso)]
    public void WithStoreBuffers(
        int c, int k, int s, int r, int states, int transitions, int depth, MemoryModel memory) =>
        AssertCounts(
            Configuration(c, k, s, r) with { Memory = memory }, Reductions.None, states, transitions, depth);

    [Fact]
    public void WithStoreBuffersAndSymmetry() => AssertCounts(
        Configuration(2, 2, 2, 1) with { Memory = MemoryModel.Tso }, Reductions.Symmetry, 11385, 32278, null);

    [Fact]
    public void WithoutTheLastWait() => AssertCounts(
        Configuration(1, 1, 1, 1) with { Variant = Variant.Whole.Without(Step.WaitForNmiAfterClear) },
        Reductions.None, 85, 144, 15);

    internal static SeedConfiguration Configuration(int c, int k, int s, int r) =>
        new() { NmiCpus = c, Nmis = k, Sites = s, Rounds = r };

    private static void AssertCounts(
        SeedConfiguration configuration, Reductions reductions, int states, int transitions, int? depth)
    {
        foreach (ModelText text in Enum.GetValues<ModelText>())
        {
            SearchResult result = new ModelExplorer(SeedModel.Of(configuration with { Text = text }))
                .Search(new SearchOptions { Reductions = reductions, LooksForCycles = false });
            Assert.Equal(
                (Verdict.Holds, states, transitions, depth ?? result.Depth),
                (result.Verdict, result.States, result.Transitions, result.Depth));
        }
    }
}
