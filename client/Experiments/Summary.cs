namespace SiloSim.CommandLine.Experiments;

/// <summary>What repeats come to.</summary>
/// <param name="Count">How many, 1 or more.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
/// <param name="Deviation">The sample standard deviation; 0 of one.</param>
internal sealed record Summary(int Count, double Mean, double Least, double Most, double Deviation)
{
    /// <summary>Sums values up.</summary>
    /// <param name="values">One or more.</param>
    public static Summary Of(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        double squares = values.Sum(value => (value - mean) * (value - mean));
        return new Summary(values.Count, mean, values.Min(), values.Max(), values.Count < 2 ? 0 : Math.Sqrt(squares / (values.Count - 1)));
    }
}
