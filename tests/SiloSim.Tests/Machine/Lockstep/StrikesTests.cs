using SiloSim.Machine.Lockstep;

namespace SiloSim.Tests.Machine.Lockstep;

public class StrikesTests
{
    [Fact]
    public void WithoutNmisNothingIsEverDue()
    {
        var strikes = new Strikes(seed: 1, cpu: 0, every: 0);
        Assert.Equal(long.MaxValue, strikes.Next);
        Assert.False(strikes.TakeDue(0));
        Assert.False(strikes.TakeDue(long.MaxValue - 1));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(1000), InlineData(10_000)]
    public void DistancesAreSpreadByHalfToEitherSide(int every)
    {
        var strikes = new Strikes(seed: 5, cpu: 3, every);
        long last = 0;
        const int Count = 2000;
        for (int strike = 0; strike < Count; strike++)
        {
            long next = strikes.Next;
            Assert.InRange(next - last, Math.Max(1, every / 2), (every / 2) + every);
            Assert.False(strikes.TakeDue(next - 1));
            Assert.True(strikes.TakeDue(next));
            last = next;
        }
        Assert.InRange(last / (double)Count, every * 0.95, Math.Max(1.2, every * 1.05));
    }

    [Fact]
    public void SeveralThatWereMissedCountAsOne()
    {
        var strikes = new Strikes(seed: 5, cpu: 0, every: 100);
        Assert.True(strikes.TakeDue(1_000_000));
        Assert.False(strikes.TakeDue(1_000_000));
        Assert.InRange(strikes.Next, 1_000_050, 1_000_150);
    }

    [Fact]
    public void EachCpuAndEachSeedHasItsOwn()
    {
        string[] all =
        [
            .. from seed in Enumerable.Range(0, 8)
               from cpu in Enumerable.Range(0, 8)
               select string.Join(' ', Times((ulong)seed, cpu)),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(Times(7, 2), Times(7, 2));
    }

    private static List<long> Times(ulong seed, int cpu)
    {
        var strikes = new Strikes(seed, cpu, 10_000);
        List<long> times = [];
        for (int strike = 0; strike < 6; strike++)
        {
            times.Add(strikes.Next);
            strikes.TakeDue(strikes.Next);
        }
        return times;
    }
}
