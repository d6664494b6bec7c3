using SiloSim.Machine;

namespace SiloSim.Tests.Machine;

public class LatencyHistogramTests
{
    [Fact]
    public void NothingMeasuredHasNoPercentile()
    {
        var histogram = new LatencyHistogram();
        Assert.Null(histogram.Percentile(0.5));
        Assert.Empty(histogram.ToCounts());
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.031)]
    [InlineData(0.064)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(1234.5)]
    [InlineData(60_000_000)]
    [InlineData(36_000_000_000)]
    public void OneDurationIsFoundAgainToThreePercent(double microseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(microseconds);
        Assert.InRange(histogram.Percentile(0.5)!.Value, microseconds * 0.97, microseconds * 1.03);
        Assert.Equal(histogram.Percentile(0.5), histogram.Percentile(1));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, 0)]
    public void WhatIsNoDurationCountsAsZero(double microseconds, double expected)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(microseconds);
        Assert.Equal(expected, histogram.Percentile(1));
        Assert.Equal(1, histogram.Count);
    }

    [Fact]
    public void WhatIsTooLongCountsInTheLastBucket()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(double.PositiveInfinity);
        histogram.Add(1e18);
        Assert.Equal(LatencyHistogram.BucketCount, histogram.ToCounts().Length);
        Assert.Equal(2, histogram.ToCounts()[^1]);
    }

    [Fact]
    public void PercentilesOfAHundredDifferentDurations()
    {
        var histogram = new LatencyHistogram();
        for (int i = 100; i >= 1; i--)
        {
            histogram.Add(i);
        }
        Assert.InRange(histogram.Percentile(0.5)!.Value, 50 * 0.97, 50 * 1.03);
        Assert.InRange(histogram.Percentile(0.99)!.Value, 99 * 0.97, 99 * 1.03);
        Assert.InRange(histogram.Percentile(0.01)!.Value, 0.97, 1.03);
        Assert.Equal(100, histogram.Count);
    }

    [Fact]
    public void EveryBucketHoldsWhatItSaysAndNoneIsLeftOut()
    {
        int last = -1;
        for (double nanoseconds = 0; nanoseconds < 1e13; nanoseconds = Math.Floor((nanoseconds * 1.01) + 1))
        {
            var histogram = new LatencyHistogram();
            histogram.Add(nanoseconds / 1000);
            int bucket = histogram.ToCounts().Length - 1;
            Assert.InRange(bucket, last, last + 1);
            last = bucket;
        }
    }

    [Fact]
    public void CountsAddUpAcrossHistograms()
    {
        var all = new LatencyHistogram();
        var merged = new LatencyHistogram();
        for (int part = 0; part < 3; part++)
        {
            var one = new LatencyHistogram();
            for (int i = 0; i < 50; i++)
            {
                double microseconds = (part * 1000) + (i * 3.7);
                one.Add(microseconds);
                all.Add(microseconds);
            }
            merged.Merge(LatencyHistogram.FromCounts(one.ToCounts()));
        }
        Assert.Equal(all.ToCounts(), merged.ToCounts());
        Assert.Equal(all.Count, merged.Count);
    }

    [Fact]
    public void CountsThatCannotBeAreRefused()
    {
        Assert.Throws<ArgumentException>(() => LatencyHistogram.FromCounts([1, -1]));
        Assert.Throws<ArgumentException>(() => LatencyHistogram.FromCounts(new long[LatencyHistogram.BucketCount + 1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void APartOutOfRangeIsRefused(double part)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyHistogram().Percentile(part));
}
