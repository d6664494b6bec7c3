using System.Security.Cryptography;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;
using SiloSim.Machine.Lockstep;

namespace SiloSim.Tests.Explorer;

/// <summary>A search that is interrupted again and again comes to what one that is not interrupted comes to.</summary>
public sealed class CheckpointTests
{
    private static readonly SeedConfiguration s_small = SeedCountsTests.Configuration(2, 1, 1, 1);

    public static TheoryData<MemoryModel, Reductions, SearchOrder> Ways
    {
        get
        {
            var data = new TheoryData<MemoryModel, Reductions, SearchOrder>();
            foreach (MemoryModel memory in Enum.GetValues<MemoryModel>())
            {
                foreach (Reductions reductions in (ReadOnlySpan<Reductions>)
                    [Reductions.None, Reductions.PartialOrder, Reductions.Symmetry, Reductions.All])
                {
                    data.Add(memory, reductions, SearchOrder.BreadthFirst);
                    data.Add(memory, reductions, SearchOrder.DepthFirst);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void HasTheSameCountsHoweverOftenItIsInterrupted(MemoryModel memory, Reductions reductions, SearchOrder order)
    {
        SeedConfiguration whole = s_small with { Memory = memory };
        foreach (Step? without in (Step?[])[null, Step.WaitForNmiAfterClear, Step.NmiEnterBarrier])
        {
            SeedConfiguration configuration = without is Step step
                ? whole with { Variant = whole.Variant.Without(step) } : whole;
            var options = new SearchOptions { Reductions = reductions, Order = order, Workers = 2 };
            SearchResult expected = Search(configuration, options);
            Assert.Equal(Verdict.Holds, expected.Verdict);
            SearchResult found = InLegs(configuration, options, out int legs);
            Assert.True(legs > 1, $"{legs}");
            Assert.Equal(CountsOf(expected), CountsOf(found));
            Assert.True(order == SearchOrder.DepthFirst || expected.Depth == found.Depth);
        }
    }

    [Fact]
    public void HasTheSameCountsInEveryKindOfConfiguration()
    {
        SeedConfiguration one = SeedCountsTests.Configuration(1, 1, 2, 1);
        foreach (SeedConfiguration configuration in (SeedConfiguration[])
            [
                one with { EarlyLoads = true },
                one with { Readers = 2 },
                one with { Self = true },
                one with { FailingWrite = true, Memory = MemoryModel.Pso },
                one with { Variant = Variant.Whole.With(PatchUnit.Halfword), Memory = MemoryModel.Tso },
                one with { Text = ModelText.Comparison },
            ])
        {
            var options = new SearchOptions { Reductions = Reductions.All, Workers = 2 };
            SearchResult expected = Search(configuration, options);
            Assert.Equal(Verdict.Holds, expected.Verdict);
            SearchResult found = InLegs(configuration, options, out int legs);
            Assert.True(legs > 1, $"{configuration}: {legs}");
            Assert.Equal(CountsOf(expected), CountsOf(found));
        }
    }

    [Theory]
    [InlineData(Step.NmiWrite, 1, 1, 1, 1, MemoryModel.Sc, 9)]
    [InlineData(Step.WaitForNmiAfterClear, 1, 1, 2, 1, MemoryModel.Sc, 13)]
    [InlineData(Step.WriteBarrier, 1, 1, 1, 1, MemoryModel.Tso, 17)]
    public void FindsTheSameCounterexample(Step step, int c, int k, int s, int r, MemoryModel memory, int steps)
    {
        SeedConfiguration configuration = SeedCountsTests.Configuration(c, k, s, r) with
        {
            Memory = memory,
            Variant = Variant.Whole.Without(step),
        };
        var options = new SearchOptions { Reductions = Reductions.Symmetry };
        SearchResult found = InLegs(configuration, options, out int legs);
        Assert.True(legs > 1, $"{legs}");
        Assert.Equal((Verdict.Violated, steps), (found.Verdict, found.Counterexample.Length));
        Assert.Equal(Search(configuration, options).Finding?.Property, found.Finding?.Property);
    }

    [Fact]
    public void FindsTheSameLivelock()
    {
        SeedConfiguration endless = SeedCountsTests.Configuration(2, 1, 1, 1) with { Nmis = null };
        var options = new SearchOptions { Reductions = Reductions.All };
        SearchResult expected = Search(endless, options);
        SearchResult found = InLegs(endless, options, out int legs);
        Assert.True(legs > 1, $"{legs}");
        Assert.Equal("livelock", found.Finding?.Property);
        Assert.Equal(
            (CountsOf(expected), expected.Counterexample.Length, expected.CycleFrom),
            (CountsOf(found), found.Counterexample.Length, found.CycleFrom));
    }

    [Theory]
    [InlineData(StateStore.Hash)]
    [InlineData(StateStore.Bitstate)]
    public void AWeakerStoreGoesOnToo(StateStore store)
    {
        var options = new SearchOptions { Store = store };
        SearchResult expected = Search(s_small, options);
        SearchResult found = InLegs(() => SeedModel.Of(s_small), options, 100, out int legs);
        Assert.True(legs > 1, $"{legs}");
        Assert.Equal((CountsOf(expected), expected.Omission), (CountsOf(found), found.Omission));
    }

    [Fact]
    public void WordsThatAreFoundWhileSearchingAreKept()
    {
        var options = new SearchOptions { Order = SearchOrder.DepthFirst };
        SearchResult expected = new ModelExplorer(Wanderers()).Search(options, TestContext.Current.CancellationToken);
        SearchResult found = InLegs(Wanderers, options, 3, out int legs);
        Assert.True(legs > 1, $"{legs}");
        Assert.Equal(CountsOf(expected), CountsOf(found));
    }

    [Fact]
    public void ASearchThatIsNotInterruptedIsWrittenNowAndThen()
    {
        var checkpoint = new MemoryCheckpoint("one", 100);
        SearchResult found = Search(s_small, new SearchOptions { Checkpoint = checkpoint });
        Assert.Equal((Verdict.Holds, 751L), (found.Verdict, found.States));
        Assert.InRange(checkpoint.Saves, 3, 7);
        Assert.Equal(0, found.StatesBefore);

        // As a process that was killed leaves it: it lacks what came after the last time.
        found = Search(s_small, new SearchOptions { Checkpoint = checkpoint });
        Assert.Equal((Verdict.Holds, 751L, 1911L, 22), (found.Verdict, found.States, found.Transitions, found.Depth));
        Assert.InRange(found.StatesBefore, 300, 751);
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedInOneLine()
    {
        var checkpoint = new MemoryCheckpoint("model a\nsearch b", 100);
        Search(s_small, new SearchOptions { Checkpoint = checkpoint });
        byte[] whole = checkpoint.Bytes!;
        Refused([], "not a checkpoint");
        Refused([.. "silosim counterexample 1\n"u8], "not a checkpoint");
        Refused([.. "silosim checkpoint 2\n"u8, .. whole.AsSpan(21)], "of version '2', not 1");
        foreach (int length in (ReadOnlySpan<int>)[21, 40, 60, whole.Length / 2, whole.Length - 1])
        {
            Refused(whole[..length], "cut short, edited or damaged");
        }

        foreach (int at in (ReadOnlySpan<int>)[25, 60, whole.Length / 2, whole.Length - 1])
        {
            byte[] edited = [.. whole];
            edited[at] ^= 1;
            Refused(edited, "cut short, edited or damaged");
        }

        Refused(whole, "of another search: 'search b', here 'search c'", "model a\nsearch c");
        Refused(whole, "other code", model: SeedModel.Of(s_small with { Variant = Variant.Whole.Without(Step.NmiWrite) }));

        void Refused(byte[] bytes, string says, string subject = "model a\nsearch b", Model? model = null)
        {
            CheckpointException refused = Assert.Throws<CheckpointException>(() => new ModelExplorer(
                model ?? SeedModel.Of(s_small)).Search(
                    new SearchOptions { Checkpoint = new MemoryCheckpoint(subject, 100) { Bytes = bytes } },
                    TestContext.Current.CancellationToken));
            Assert.Contains(says, refused.Message);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    [Fact]
    public void OneThatWasEditedWithItsHashMadeAnewDoesNoHarm()
    {
        var checkpoint = new MemoryCheckpoint("a search", 100);
        Search(s_small, new SearchOptions { Checkpoint = checkpoint });
        byte[] whole = checkpoint.Bytes!;
        int refused = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new SeededRandom(seed);
            byte[] edited = [.. whole];
            for (int flips = 1 + random.Below(4); flips > 0; flips--)
            {
                edited[21 + random.Below(edited.Length - 21 - SHA256.HashSizeInBytes)] ^= (byte)(1 << random.Below(8));
            }

            SHA256.HashData(edited.AsSpan(..^SHA256.HashSizeInBytes), edited.AsSpan(^SHA256.HashSizeInBytes..));
            try
            {
                Search(s_small, new SearchOptions { Checkpoint = new MemoryCheckpoint("a search", 1 << 20) { Bytes = edited } });
            }
            catch (CheckpointException wrong)
            {
                refused++;
                Assert.DoesNotContain(wrong.Message, char.IsControl);
            }
            catch (Exception harm)
            {
                Assert.Fail($"seed {seed}: {harm}");
            }
        }

        Assert.InRange(refused, 50, 300);
    }

    private static (Verdict Verdict, long States, long Transitions, System.Numerics.BigInteger? Interleavings) CountsOf(
        SearchResult result) => (result.Verdict, result.States, result.Transitions, result.Interleavings);

    private static SearchResult Search(SeedConfiguration configuration, SearchOptions options) =>
        new ModelExplorer(SeedModel.Of(configuration)).Search(options, TestContext.Current.CancellationToken);

    private static SearchResult InLegs(SeedConfiguration configuration, SearchOptions options, out int legs) =>
        InLegs(() => SeedModel.Of(configuration), options, 23, out legs);

    // More workers than one come and go from leg to leg.
    /// <summary>Each leg is a new explorer that knows nothing but the checkpoint, and ends when it has written one.</summary>
    private static SearchResult InLegs(Func<Model> model, SearchOptions options, int every, out int legs)
    {
        var checkpoint = new MemoryCheckpoint("a search", every);
        SearchResult result;
        legs = 0;
        do
        {
            using var cancel = new CancellationTokenSource();
            checkpoint.Saved = cancel.Cancel;
            legs++;
            result = new ModelExplorer(model()).Search(
                options with { Checkpoint = checkpoint, Workers = options.Workers == 1 ? 1 : 1 + (legs % 3) }, cancel.Token);
        }
        while (result.Verdict == Verdict.Inconclusive && legs < 1000);
        return result;
    }

    /// <summary>Threads that write one word after the other, none of which the model names.</summary>
    private static Model Wanderers() => new()
    {
        Threads = [.. Enumerable.Range(0, 2).Select(i =>
            new ModelThread($"{i}", i, () => RoutineContinuation.Start(() => Wander((uint)i))))],
        Words = [],
        InitialWord = static location => location < 0x100 ? 7u : null,
    };

    private static async SiloSim.Explorer.Routine Wander(uint offset)
    {
        for (uint at = 0; at < 24; at += 4)
        {
            uint seen = (await SiloSim.Explorer.Operation.Load(at)).Value;
            await SiloSim.Explorer.Operation.Store(at + (offset * 8), seen + offset);
        }
    }

    private sealed class MemoryCheckpoint(string subject, long every) : ICheckpoint
    {
        public string Subject => subject;

        public long EveryStates => every;

        public byte[]? Bytes { get; set; }

        public int Saves { get; private set; }

        public Action? Saved { get; set; }

        public Stream? Open() => Bytes is null ? null : new MemoryStream(Bytes);

        public void Save(Action<Stream> write)
        {
            using var stream = new MemoryStream();
            write(stream);
            Bytes = stream.ToArray();
            Saves++;
            Saved?.Invoke();
        }
    }
}
