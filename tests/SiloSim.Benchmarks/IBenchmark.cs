using SiloSim.Benchmarks.Measure;

namespace SiloSim.Benchmarks;

/// <summary>A comparison of two things that are measured in turn, in one process and under one load.</summary>
internal interface IBenchmark
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What is compared with what, in one line.</summary>
    string Text { get; }

    /// <summary>Measures.</summary>
    /// <param name="silo">Where.</param>
    /// <param name="options">How long.</param>
    /// <returns>A row for each ratio.</returns>
    /// <exception cref="WrongWorkException">The work that was measured was not done as it should be.</exception>
    Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options);
}
