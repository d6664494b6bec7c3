using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Explorer.Shards;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>A search in shards has the counts of a search in one piece, and what comes from elsewhere is not trusted.</summary>
public sealed class ShardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void ShardsTogetherHaveTheCountsOfOnePiece(int shards)
    {
        SeedConfiguration small = SeedCountsTests.Configuration(2, 2, 2, 1);
        AssertCounts(small, Reductions.None, shards, (8907, 24434, 48));
        AssertCounts(small, Reductions.Symmetry, shards, (4707, 12910, 48));
    }

    [Theory]
    [InlineData(MemoryModel.Tso, 2, 21795, 61792, 70)]
    [InlineData(MemoryModel.Tso, 3, 21795, 61792, 70)]
    [InlineData(MemoryModel.Pso, 3, 22373, 64036, 70)]
    public void BuffersAreSentToo(MemoryModel memory, int shards, int states, int transitions, int depth) => AssertCounts(
        SeedCountsTests.Configuration(2, 2, 2, 1) with { Memory = memory }, Reductions.None, shards,
        (states, transitions, depth));

    [Fact]
    public void BuffersAreSentTooWithSymmetry() => AssertCounts(
        SeedCountsTests.Configuration(2, 2, 2, 1) with { Memory = MemoryModel.Tso }, Reductions.Symmetry, 3,
        (11385, 32278, 70));

    [Theory, MemberData(nameof(Kinds))]
    public void EveryKindOfModelHasTheCountsAndTheExecutionsOfOnePiece(SeedConfiguration configuration, Reductions reductions)
    {
        SearchResult whole = new ModelExplorer(SeedModel.Of(configuration)).Search(
            new SearchOptions { Reductions = reductions }, TestContext.Current.CancellationToken);
        var search = new ShardedSearch(SeedModel.Of(configuration), reductions, 3);
        Assert.Equal(whole.Finding?.Property, search.Finding?.Property);
        if (whole.Finding is not null)
        {
            // With a partial order, steps that are taken alone are not counted.
            int steps = whole.Counterexample.Length;
            Assert.InRange(search.Steps, reductions.HasFlag(Reductions.PartialOrder) ? 1 : steps, steps);
        }

        if (whole.Finding is null || reductions != Reductions.PartialOrder)
        {
            Assert.Equal((whole.States, whole.Transitions, whole.Depth), search.Counts);
        }

        if (whole.Finding is null && !reductions.HasFlag(Reductions.PartialOrder))
        {
            Assert.Equal(whole.Interleavings, search.CountInterleavings());
        }
    }

    public static TheoryData<SeedConfiguration, Reductions> Kinds()
    {
        SeedConfiguration one = SeedCountsTests.Configuration(1, 1, 1, 1);
        SeedConfiguration two = SeedCountsTests.Configuration(2, 1, 1, 1);
        SeedConfiguration[] configurations =
        [
            one,
            two,
            two with { FailingWrite = true },
            two with { Self = true },
            two with { Variant = Variant.Whole.With(PatchUnit.Halfword) },
            two with { Memory = MemoryModel.Tso },
            one with { EarlyLoads = true },
            one with { EarlyLoads = true, Variant = Variant.Whole.Without(Step.NmiReadBarrier) },
            one with { Readers = 2 },
            one with { Readers = 1, Flush = FlushReach.Ipi },
            one with { Variant = Variant.Whole.Without(Step.NmiWrite) },
            one with { Variant = Variant.Whole.Without(Step.WaitForNmiAfterClear), Sites = 2 },
            new SeedConfiguration { Scheme = PatchScheme.Breakpoint, NmiCpus = 0, Nmis = 0, Readers = 2, Sites = 1 },
            two with { Text = ModelText.Comparison, Memory = MemoryModel.Pso },
        ];
        var kinds = new TheoryData<SeedConfiguration, Reductions>();
        foreach (SeedConfiguration configuration in configurations)
        {
            foreach (Reductions reductions in Enum.GetValues<Reductions>())
            {
                kinds.Add(configuration, reductions);
            }
        }

        return kinds;
    }

    [Fact]
    public void ACycleIsNoExecutionFromBeginningToEnd()
    {
        SeedConfiguration endless = SeedCountsTests.Configuration(1, 1, 1, 1) with { Nmis = null };
        var search = new ShardedSearch(SeedModel.Of(endless), Reductions.None, 3);
        Assert.Null(search.Finding);
        Assert.Null(search.CountInterleavings());
    }

    [Fact]
    public void APartialOrderIsSearchedAgainUntilAllKnowTheSame()
    {
        SeedConfiguration configuration = SeedCountsTests.Configuration(2, 1, 1, 1);
        Assert.True(new ShardedSearch(SeedModel.Of(configuration), Reductions.PartialOrder, 3).Passes > 1);
        Assert.Equal(1, new ShardedSearch(SeedModel.Of(configuration), Reductions.None, 3).Passes);
    }

    [Fact]
    public void ShardsHaveSharesOfLikeSize()
    {
        var search = new ShardedSearch(SeedModel.Of(SeedCountsTests.Configuration(2, 2, 2, 1)), Reductions.Symmetry, 3);
        Assert.All(search.StatesOfShards, states => Assert.True(states > search.Counts.States / 4));
    }

    [Fact]
    public void AWorldOfAnotherShardIsRefused()
    {
        (Expander expander, byte[] first, int owner) = First(shards: 2);
        expander.Expand(first, owner);
        var refused = Assert.Throws<BatchFormatException>(() => expander.Expand(first, 1 - owner));
        Assert.Equal($"a batch of worlds cannot be read: it has a world that is not of shard {1 - owner}", refused.Message);
    }

    [Fact]
    public void AnotherModelsWorldIsRefused()
    {
        (_, byte[] first, _) = First(shards: 1);
        SeedConfiguration other = SeedCountsTests.Configuration(1, 1, 1, 1) with
        {
            Variant = Variant.Whole.With(PatchUnit.Halfword).Without(Step.BuffersBeforeFlag),
        };
        var expander = new Expander(SeedModel.Of(other), Reductions.None, 1);
        Assert.Throws<BatchFormatException>(() => expander.Expand(first, 0));
    }

    [Fact]
    public void ABatchThatIsCutOffAnywhereIsRefused()
    {
        (Expander expander, byte[] first, int owner) = First(shards: 1);
        for (int length = 0; length < first.Length; length++)
        {
            byte[] cut = first[..length];
            Assert.Throws<BatchFormatException>(() => expander.Expand(cut, owner));
            Assert.Throws<BatchFormatException>(() => new Shard(Shape).Accept(cut));
        }
    }

    [Fact]
    public void ABatchWithAWrongByteIsRefusedOrIsAnotherBatch()
    {
        (_, byte[] first, int owner) = First(shards: 1);
        for (int at = 0; at < first.Length; at++)
        {
            foreach (byte wrong in (ReadOnlySpan<byte>)[0x00, 0x01, 0x7F, 0x80, 0xFF])
            {
                byte[] changed = [.. first];
                changed[at] = wrong;
                AcceptsOrRefuses(() => new Shard(Shape).Accept(changed));
                AcceptsOrRefuses(() => new Expander(SeedModel.Of(Small), Reductions.None, 1).Expand(changed, owner));
            }
        }
    }

    [Fact]
    public void WhatIsKnownOfTheCodeIsNotTrustedEither()
    {
        var model = SeedModel.Of(Small);
        byte[] code = new Expander(model, Reductions.PartialOrder, 1).First().Code!;
        for (int length = 0; length < code.Length; length++)
        {
            byte[] cut = code[..length];
            Assert.Throws<BatchFormatException>(() => new KnownCode(Shape).Add(cut));
            Assert.Throws<BatchFormatException>(() => new Expander(model, Reductions.PartialOrder, 1).Learn(cut));
        }

        byte[] wrong = [.. code];
        wrong[2] ^= 1; // The first byte of the first state's hash.
        Assert.Throws<BatchFormatException>(() => new Expander(model, Reductions.PartialOrder, 1).Learn(wrong));
    }

    [Fact]
    public void AShapeThatNoModelHasIsRefused() =>
        Assert.Throws<BatchFormatException>(() => new Shard(new WorldShape(1, -1, 0, int.MaxValue)));

    private static SeedConfiguration Small => SeedCountsTests.Configuration(1, 1, 1, 1) with { Memory = MemoryModel.Tso };

    private static WorldShape Shape => Expander.ShapeOf(SeedModel.Of(Small));

    private static (Expander Expander, byte[] First, int Owner) First(int shards)
    {
        var expander = new Expander(SeedModel.Of(Small), Reductions.None, shards);
        Expansion expansion = expander.First();
        int owner = expansion.Batches.ToList().FindIndex(batch => batch is not null);
        return (expander, expansion.Batches[owner]!, owner);
    }

    private static void AcceptsOrRefuses(Action action)
    {
        try
        {
            action();
        }
        catch (BatchFormatException)
        {
            // As it should.
        }
    }

    private static void AssertCounts(
        SeedConfiguration configuration, Reductions reductions, int shards, (long, long, int) counts)
    {
        var search = new ShardedSearch(SeedModel.Of(configuration), reductions, shards);
        Assert.Null(search.Finding);
        Assert.Equal(counts, search.Counts);
    }
}
