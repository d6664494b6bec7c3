using SiloSim.Ftrace;

namespace SiloSim.Tests.Ftrace;

/// <summary>
/// Every interleaving of the protocol's own text in tiny worlds, memory in order. The counts are those of an
/// independent model of the same protocol, so the text makes the accesses of that model, in its order, and no others.
/// </summary>
public sealed class ModCodeSearchTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, PatchUnit.Word, 90, 150, 15)]
    [InlineData(1, 1, 2, 1, PatchUnit.Word, 225, 386, 27)]
    [InlineData(1, 1, 1, 2, PatchUnit.Word, 175, 296, 25)]
    [InlineData(2, 1, 1, 1, PatchUnit.Word, 751, 1911, 22)]
    [InlineData(1, 1, 1, 1, PatchUnit.Halfword, 136, 233, 19)]
    [InlineData(2, 1, 1, 1, PatchUnit.Halfword, 1560, 4113, 29)]
    [InlineData(2, 2, 2, 1, PatchUnit.Word, 8907, 24434, 48)]
    public void TheWholeProtocolHoldsInEveryInterleaving(
        int nmiCpus, int nmis, int sites, int rounds, PatchUnit unit, int states, int transitions, int depth) =>
        Assert.Equal(
            new TinyVerdict(states, transitions, depth, null, null),
            TinySearch.Exhaustively(new(nmiCpus, nmis, sites, rounds, Variant.Whole.With(unit))));

    [Theory]
    [InlineData(1, 1, 1, 1, PatchUnit.Word)]
    [InlineData(1, 1, 1, 1, PatchUnit.Halfword)]
    [InlineData(2, 1, 1, 1, PatchUnit.Word)]
    [InlineData(1, 1, 2, 1, PatchUnit.Word)]
    public void TheWholeProtocolHoldsWhereEveryWriteFails(int nmiCpus, int nmis, int sites, int rounds, PatchUnit unit)
    {
        TinyVerdict verdict = TinySearch.Exhaustively(
            new(nmiCpus, nmis, sites, rounds, Variant.Whole.With(unit), FailingWrite: true));
        Assert.Null(verdict.Property);
        Assert.True(verdict.States > 90, $"{verdict}");
    }

    public static TheoryData<Step> StepsThatShowOnTheMachine =>
        [.. StepCatalog.All.Where(step => step.ShowsOn == ShowsOn.Machine).Select(step => step.Step)];

    [Theory]
    [MemberData(nameof(StepsThatShowOnTheMachine))]
    public void WithoutAStepItsPropertyBreaksInTheSmallestConfigurationInAsManySteps(Step step)
    {
        StepDescription description = StepCatalog.Of(step);
        SmallestConfiguration smallest = description.Smallest!;
        var configuration = new TinyConfiguration(
            smallest.NmiCpus, smallest.NmisPerCpu, smallest.Sites, smallest.Rounds,
            Variant.Whole.With(smallest.PatchUnit), smallest.FailingWrite, smallest.Readers);
        Assert.Null(TinySearch.Exhaustively(configuration).Property);
        TinyVerdict broken = TinySearch.Exhaustively(
            configuration with { Variant = configuration.Variant.Without(step) });
        Assert.Equal(description.ProtectsName, broken.Property);
        Assert.Equal(smallest.Steps ?? broken.Steps, broken.Steps);
    }

    [Theory]
    [InlineData(Step.WaitForNmiBeforeSet)]
    [InlineData(Step.NmiWrite)]
    [InlineData(Step.WriteFlag)]
    public void InHalfwordsWordsTearToo(Step step)
    {
        Variant variant = Variant.Whole.With(PatchUnit.Halfword).Without(step);
        TinyVerdict broken = TinySearch.Exhaustively(new(1, 1, 1, 1, variant));
        Assert.Contains(broken.Property, new[] { "torn", "changed-under-nmi" });
    }

    [Fact]
    public void AWaitAfterClearingIsNotNeededForOneSiteInOneRound() =>
        Assert.Equal(
            new TinyVerdict(85, 144, 15, null, null),
            TinySearch.Exhaustively(new(1, 1, 1, 1, Variant.Whole.Without(Step.WaitForNmiAfterClear))));

    [Fact]
    public void AWaitAfterClearingIsNeededForASecondRound() =>
        Assert.Equal(
            ("wrong-content", 13),
            TinySearch.Exhaustively(new(1, 1, 1, 2, Variant.Whole.Without(Step.WaitForNmiAfterClear)))
                is var verdict ? (verdict.Property, verdict.Steps) : default);

    [Fact]
    public void ABarrierChangesNothingWhereMemoryIsInOrder()
    {
        Variant noBarriers = Variant.Whole;
        foreach (Step step in Enum.GetValues<Step>().Where(step => step.ToString().EndsWith(
            "Barrier", StringComparison.Ordinal)))
        {
            noBarriers = noBarriers.Without(step);
        }

        Assert.Equal(6, noBarriers.Removed.Length);
        Assert.Equal(
            new TinyVerdict(90, 150, 15, null, null), TinySearch.Exhaustively(new(1, 1, 1, 1, noBarriers)));
    }

    [Fact]
    public void AWholeWordDoesNotTearUnderAReaderThatIsNotStopped()
    {
        Variant running = Variant.Whole.Without(Step.StopMachine);
        Assert.Null(TinySearch.Exhaustively(new(0, 0, 1, 1, running, Readers: 1)).Property);
    }
}
