using SiloSim.Ftrace;
using SiloSim.Ftrace.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>The table leaves nothing out. Its verdicts are tested by the command.</summary>
public sealed class VerificationTableTests
{
    [Fact]
    public void EveryStepIsTakenOutSomewhere()
    {
        HashSet<string> removed = [.. VerificationTable.All.SelectMany(row => ConfigurationText.WithoutOf(row.Configuration))];
        Assert.Empty(Variant.StepNames.Except(removed));
        Assert.Empty(Enum.GetValues<BreakpointStep>().Select(KebabCase.Of).Except(removed));
    }

    [Fact]
    public void WhatTheCatalogSaysOfAStepIsARow()
    {
        foreach (StepDescription step in StepCatalog.All.Where(step => step.Smallest is not null))
        {
            SmallestConfiguration smallest = step.Smallest!;
            Assert.Contains(VerificationTable.All, row => row.Property == step.Protects
                && (row.Steps ?? smallest.Steps) == (smallest.Steps ?? row.Steps)
                && !row.Configuration.Variant.Has(step.Step)
                && (step.Together is not Step other || !row.Configuration.Variant.Has(other))
                && row.Configuration.EarlyLoads == (step.ShowsOn == ShowsOn.EarlyLoads)
                && Of(row.Configuration) == smallest with { Steps = null });
        }

        foreach (StepDescription step in StepCatalog.All.Where(step => step.Smallest is null))
        {
            Assert.All(
                VerificationTable.All.Where(row => row.Configuration.Variant.Removed is [Step only] && only == step.Step),
                row => Assert.Null(row.Property));
        }
    }

    [Fact]
    public void WhereAStepIsMissedTheWholeProtocolIsARowToo()
    {
        HashSet<string> whole = [.. VerificationTable.All
            .Where(row => row.Property is null).Select(row => ConfigurationText.Of(row.Configuration))];
        Assert.All(
            VerificationTable.All.Where(row => row.Property is not null && ConfigurationText.WithoutOf(row.Configuration).Any()),
            row => Assert.Contains(
                ConfigurationText.Of(row.Configuration with
                {
                    Variant = Variant.Whole.With(row.Configuration.Variant.PatchUnit),
                    WithoutBreakpoint = [],
                }),
                whole));
    }

    private static SmallestConfiguration Of(SeedConfiguration configuration) => new(
        configuration.NmiCpus, configuration.Nmis ?? 0, configuration.Sites, configuration.Rounds,
        KebabCase.Of(configuration.Memory), configuration.Variant.PatchUnit, configuration.FailingWrite,
        configuration.Readers);
}
