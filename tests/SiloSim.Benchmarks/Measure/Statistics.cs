namespace SiloSim.Benchmarks.Measure;

/// <summary>Order statistics.</summary>
internal static class Statistics
{
    /// <summary>The middle of some numbers.</summary>
    public static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>What a part of the numbers does not exceed.</summary>
    public static double Percentile(IEnumerable<double> numbers, double part)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
    }

    /// <summary>The geometric mean of some numbers above 0.</summary>
    public static double GeometricMean(IEnumerable<double> numbers) => Math.Exp(numbers.Average(Math.Log));
}
