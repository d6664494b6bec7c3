using SiloSim.Explorer.Models;

namespace SiloSim.Tests.Explorer;

/// <summary>Choices as words of a file.</summary>
public sealed class ChoiceTextTests
{
    [Theory]
    [InlineData("t0", ChoiceKind.Thread, 0, 0)]
    [InlineData("t12", ChoiceKind.Thread, 12, 0)]
    [InlineData("b1.3", ChoiceKind.Flush, 1, 3)]
    [InlineData("e2.0", ChoiceKind.LoadEarly, 2, 0)]
    [InlineData("i1", ChoiceKind.Interrupt, 1, 0)]
    public void AWordIsAChoiceAndBack(string word, ChoiceKind kind, int actor, int index)
    {
        Assert.True(ChoiceText.TryParse(word, out Choice choice));
        Assert.Equal(new Choice(kind, actor, index), choice);
        Assert.Equal(word, ChoiceText.Of(choice));
    }

    [Theory]
    [InlineData("")]
    [InlineData("t")]
    [InlineData("t-1")]
    [InlineData("t01")]
    [InlineData("t1.0")]
    [InlineData("b1")]
    [InlineData("b1.")]
    [InlineData("b1.2.3")]
    [InlineData("i1.0")]
    [InlineData("x1")]
    [InlineData("T1")]
    [InlineData("t99999999999999999999")]
    [InlineData("t1 ")]
    public void AnythingElseIsNone(string word) => Assert.False(ChoiceText.TryParse(word, out _));
}
