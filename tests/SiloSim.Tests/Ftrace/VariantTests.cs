using SiloSim.Ftrace;

namespace SiloSim.Tests.Ftrace;

/// <summary>One word from the command line to the code.</summary>
public sealed class VariantTests
{
    /// <summary>The words, as people know them from the documents.</summary>
    private static readonly string[] s_steps =
    [
        "buffers-before-flag", "wait-for-nmi-before-set", "write-flag", "nmi-write", "kill-new-writers",
        "wait-for-nmi-after-clear", "stop-machine", "icache-flush", "buffers-barrier", "flag-barrier", "write-barrier",
        "nmi-read-barrier", "nmi-enter-barrier", "nmi-exit-barrier",
    ];

    private static readonly string[] s_properties =
    [
        "torn", "changed-under-nmi", "wrong-content", "last-content", "killed", "counter-not-zero", "flag-left-set",
        "deadlock", "livelock",
    ];

    [Fact]
    public void EachNameHasItsStepAndEachStepItsName() => Assert.Equal(s_steps, Variant.StepNames);

    [Fact]
    public void EachPropertyThatARunCanCheckHasItsClassAndEachClassItsProperty()
    {
        Assert.Equal(s_properties, Enum.GetValues<Property>().Select(KebabCase.Of));
        IEnumerable<string> classes = typeof(IInvariant).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IInvariant)) && type.IsClass)
            .Select(type => KebabCase.Of(type.Name));
        Assert.Equal(s_properties.Except(["deadlock", "livelock"]).Order(), classes.Order());
    }

    [Fact]
    public void EachStepIsDescribedInItsOrder()
    {
        Assert.Equal(Enum.GetValues<Step>(), StepCatalog.All.Select(description => description.Step));
        Assert.All(StepCatalog.All, description =>
        {
            Assert.Same(description, StepCatalog.Of(description.Step));
            Assert.EndsWith(".", description.Purpose, StringComparison.Ordinal);
            Assert.EndsWith(".", description.Breaks, StringComparison.Ordinal);
            Assert.Equal(description.ShowsOn == ShowsOn.Nowhere, description.Protects is null);
            Assert.Equal(description.Protects is null, description.Smallest is null);
            Assert.Contains(description.Name, s_steps);
            if (description.Together is Step other)
            {
                Assert.Equal(description.Step, StepCatalog.Of(other).Together);
            }
        });
        Assert.Equal("1,1,2,1 sc", StepCatalog.Of(Step.WaitForNmiAfterClear).Smallest!.ToString());
        Assert.Equal("1,1,1,1 sc failing", StepCatalog.Of(Step.KillNewWriters).Smallest!.ToString());
    }

    [Fact]
    public void WithoutTakesNamesInAnyOrderAndTwice()
    {
        Assert.True(Variant.TryParse(
            ["write-barrier", "nmi-write", "nmi-write"], PatchUnit.Halfword, out Variant? variant, out string? error));
        Assert.Null(error);
        Assert.Equal(["nmi-write", "write-barrier"], variant.RemovedNames);
        Assert.Equal(PatchUnit.Halfword, variant.PatchUnit);
        Assert.Equal("without nmi-write, write-barrier, patch unit halfword", variant.ToString());
        Assert.Equal(
            Variant.Whole.Without(Step.WriteBarrier).Without(Step.NmiWrite).With(PatchUnit.Halfword), variant);
        Assert.NotEqual(variant, variant.With(PatchUnit.Word));
        Assert.False(variant.Has(Step.NmiWrite));
        Assert.True(variant.Has(Step.WriteFlag));
        Assert.True(Variant.Whole.Removed.IsEmpty);
    }

    [Theory]
    [InlineData("NmiWrite")]
    [InlineData("nmi write")]
    [InlineData("")]
    [InlineData("0")]
    public void AnUnknownStepIsOneLineThatListsAll(string name)
    {
        Assert.False(Variant.TryParse(["nmi-write", name], PatchUnit.Word, out Variant? variant, out string? error));
        Assert.Null(variant);
        Assert.StartsWith(
            $"unknown step '{name}'; the steps are buffers-before-flag, ", error, StringComparison.Ordinal);
        Assert.All(s_steps, step => Assert.Contains(step, error, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error);
    }
}
