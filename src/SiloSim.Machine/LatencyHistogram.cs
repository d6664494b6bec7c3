using System.Numerics;

namespace SiloSim.Machine;

/// <summary>
/// Durations as counts per bucket. A bucket is one nanosecond wide up to 64 ns, and from there on 1/32 of its power of
/// two, so that a percentile is right to about 3 %. Counts of several histograms add up, whoever measured them.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private const int SubCount = 1 << SubBits;

    // 2^46 ns is 19.5 hours, longer than any run: what is longer counts in the last bucket.
    private const int LargestPower = 46;
    private const long LargestNanoseconds = (1L << LargestPower) - 1;

    private readonly long[] _counts = new long[BucketCount];

    /// <summary>The most buckets that there can be.</summary>
    public const int BucketCount = (LargestPower - SubBits + 1) * SubCount;

    /// <summary>Durations added so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one duration.</summary>
    /// <param name="microseconds">0 or more; what is less, or not a number, counts as 0.</param>
    public void Add(double microseconds)
    {
        double nanoseconds = microseconds * 1000.0;
        long whole = nanoseconds >= LargestNanoseconds ? LargestNanoseconds : nanoseconds > 0 ? (long)nanoseconds : 0;
        _counts[BucketOf(whole)]++;
        Count++;
    }

    /// <summary>Adds all durations of another histogram.</summary>
    /// <param name="other">Left as it is.</param>
    public void Merge(LatencyHistogram other)
    {
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }
        Count += other.Count;
    }

    /// <summary>The duration that a part of all durations does not exceed.</summary>
    /// <param name="part">More than 0, up to 1: 0.5 is the median, 0.99 the 99th percentile.</param>
    /// <returns>Microseconds: the middle of the bucket that holds it. Null where nothing was added.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="part"/> is out of range.</exception>
    public double? Percentile(double part)
    {
        if (!(part > 0 && part <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(part), part, "more than 0, up to 1");
        }
        if (Count == 0)
        {
            return null;
        }
        long wanted = Math.Max(1, (long)Math.Ceiling(part * Count));
        int bucket = 0;
        for (long seen = _counts[0]; seen < wanted; seen += _counts[bucket])
        {
            bucket++;
        }
        (long low, long width) = RangeOf(bucket);
        return (low + ((width - 1) / 2.0)) / 1000.0;
    }

    /// <summary>The counts, without the empty buckets at the end.</summary>
    public long[] ToCounts() => _counts[..(Array.FindLastIndex(_counts, static count => count != 0) + 1)];

    /// <summary>A histogram of such counts.</summary>
    /// <param name="counts">What <see cref="ToCounts"/> gave, possibly in another process.</param>
    /// <exception cref="ArgumentException">More buckets than there are, or a count below 0.</exception>
    public static LatencyHistogram FromCounts(IReadOnlyList<long> counts)
    {
        if (counts.Count > BucketCount)
        {
            throw new ArgumentException($"{counts.Count} buckets, at most {BucketCount}", nameof(counts));
        }
        var histogram = new LatencyHistogram();
        for (int bucket = 0; bucket < counts.Count; bucket++)
        {
            if (counts[bucket] < 0)
            {
                throw new ArgumentException($"bucket {bucket} counts {counts[bucket]}", nameof(counts));
            }
            histogram._counts[bucket] = counts[bucket];
            histogram.Count += counts[bucket];
        }
        return histogram;
    }

    private static int BucketOf(long nanoseconds)
    {
        int power = BitOperations.Log2((ulong)nanoseconds | 1);
        int shift = Math.Max(0, power - SubBits);
        return (shift << SubBits) + (int)(nanoseconds >> shift);
    }

    private static (long Low, long Width) RangeOf(int bucket)
    {
        int shift = Math.Max(0, (bucket >> SubBits) - 1);
        return ((long)(bucket - (shift << SubBits)) << shift, 1L << shift);
    }
}
