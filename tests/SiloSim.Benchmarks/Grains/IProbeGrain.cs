namespace SiloSim.Benchmarks.Grains;

/// <summary>Measures calls as a grain makes them.</summary>
[Alias("silosim.bench.IProbeGrain")]
public interface IProbeGrain : IGrainWithIntegerKey
{
    /// <summary>Makes pairs of bare calls.</summary>
    [Alias("WarmUp")]
    Task WarmUp(int pairs);

    /// <summary>Pairs of bare calls, pairs that carry what an access carries, and NMI enter and exit, in turn.</summary>
    /// <param name="machine">A machine that stands still.</param>
    /// <param name="samples">How many of each.</param>
    /// <param name="pairsPerSample">Pairs of calls in each.</param>
    [Alias("EnterExit")]
    Task<EnterExitSamples> EnterExit(string machine, int samples, int pairsPerSample);

    /// <summary>A bare call, and an NMI, in turn.</summary>
    /// <param name="machine">A machine whose CPUs run.</param>
    /// <param name="samples">How many of each.</param>
    /// <param name="pauseMilliseconds">The pause before each call; 0 for none.</param>
    /// <param name="seed">Chooses the CPUs.</param>
    [Alias("Strikes")]
    Task<Samples> Strikes(string machine, int samples, int pauseMilliseconds, int seed);

    /// <summary>Strikes each CPU once, some at a time.</summary>
    [Alias("StrikeAll")]
    Task StrikeAll(string machine);

    /// <summary>A bare call to each of some grains at once, and a <c>stop_machine</c>, in turn.</summary>
    /// <param name="machine">A machine whose CPUs run.</param>
    /// <param name="samples">How many of each.</param>
    /// <param name="pauseMilliseconds">The pause before each; 0 for none.</param>
    /// <param name="grains">How many grains; 0 for no such calls.</param>
    [Alias("Stops")]
    Task<Samples> Stops(string machine, int samples, int pauseMilliseconds, int grains);
}

/// <summary>Times in microseconds.</summary>
[GenerateSerializer, Immutable, Alias("silosim.bench.Samples")]
public sealed record Samples(double[] Baseline, double[] Subject);

/// <summary>Times of pairs of calls in microseconds.</summary>
[GenerateSerializer, Immutable, Alias("silosim.bench.EnterExitSamples")]
public sealed record EnterExitSamples(double[] Bare, double[] Carrying, double[] Subject);
