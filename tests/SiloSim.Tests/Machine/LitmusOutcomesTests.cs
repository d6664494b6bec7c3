using SiloSim.Machine.Litmus;

namespace SiloSim.Tests.Machine;

/// <summary>What each memory model allows, against what is known of these tests; and that each test has its guest.</summary>
public class LitmusOutcomesTests
{
    // Registers in their order; what sequential consistency allows, what store buffers, or comparing values, allow besides.
    [Theory]
    [InlineData("sb", "01 10 11", "00")]
    [InlineData("sb+synco", "01 10 11", "")]
    [InlineData("mp", "00 01 11", "")]
    [InlineData("mp+synco", "00 01 11", "")]
    [InlineData("lb", "00 01 10", "")]
    [InlineData("lb+synco", "00 01 10", "")]
    [InlineData("2+2w", "12 21 22", "")]
    [InlineData("2+2w+synco", "12 21 22", "")]
    [InlineData("corr", "00 01 02 11 12 22", "")]
    [InlineData("corr+synco", "00 01 02 11 12 22", "")]
    [InlineData("tas", "01 10", "")]
    [InlineData("tas-neighbour", "111", "")]
    [InlineData("movco", "012 102", "")]
    public void EachModelAllowsWhatIsKnown(string name, string always, string withinASilo)
    {
        Assert.Equal(always, Allowed(name, LitmusModel.Lockstep));
        Assert.Equal(always, Allowed(name, LitmusModel.AcrossSilos));
        string[] all = [.. always.Split(' ').Concat(withinASilo.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal)];
        Assert.Equal(string.Join(' ', all), Allowed(name, LitmusModel.WithinASilo));
    }

    /// <summary>Of 16 outcomes one: both readers have seen one store and not the other, each another one.</summary>
    [Theory, InlineData("iriw"), InlineData("iriw+synco")]
    public void TwoReadersAgreeOnTheOrder(string name)
    {
        foreach (LitmusModel model in Enum.GetValues<LitmusModel>())
        {
            string[] allowed = Allowed(name, model).Split(' ');
            Assert.Equal(15, allowed.Length);
            Assert.DoesNotContain("1010", allowed);
        }
    }

    /// <summary>A value that came back is noticed where links are lost, and not where values are compared.</summary>
    [Fact]
    public void AValueThatCameBack()
    {
        Assert.Equal("000 001 010 100 110 111", Allowed("movco-aba", LitmusModel.Lockstep));
        Assert.Equal("000 001 010 011 100 110 111", Allowed("movco-aba", LitmusModel.AcrossSilos));
        Assert.Equal("000 001 010 011 100 110 111", Allowed("movco-aba", LitmusModel.WithinASilo));
    }

    [Fact]
    public void EachTestHasItsGuest()
    {
        Assert.Equal(GuestFiles.Litmus, LitmusCatalog.All.Select(test => test.Name).Order(StringComparer.Ordinal));
        Assert.All(GuestFiles.Litmus, guest =>
        {
            SiloSim.Machine.ElfFile elf = GuestFiles.Load("litmus/" + guest);
            Assert.True(elf.Address("litmus_counts") > 0 && elf.Address("litmus_options") > 0);
        });
    }

    private static string Allowed(string name, LitmusModel model)
    {
        LitmusTest test = LitmusCatalog.All.Single(test => test.Name == name);
        return string.Join(' ', LitmusOutcomes.Allowed(test, model).Select(outcome => string.Concat(
            Enumerable.Range(0, test.Registers.Length).Select(register => LitmusTest.Value(outcome, register)))).Order(StringComparer.Ordinal));
    }
}
