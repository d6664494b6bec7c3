namespace SiloSim.Benchmarks.Grains;

/// <summary>Measures on one silo process. Where it is activated first, there it stays.</summary>
[Alias("silosim.bench.ISiloProbeGrain")]
public interface ISiloProbeGrain : IGrainWithIntegerKey
{
    /// <summary>Where it is.</summary>
    [Alias("Where")]
    Task<SiloAddress> Where();

    /// <summary>Guest instructions that this silo retires of each machine in one window, in millions a second.</summary>
    /// <param name="machines">Machines that run.</param>
    /// <param name="milliseconds">For how long.</param>
    [Alias("Rates")]
    Task<double[]> Rates([Immutable] string[] machines, int milliseconds);

    /// <summary>Calls to the engines of all silos that the phases of a stop need at least, and a <c>stop_machine</c>, in turn.</summary>
    /// <param name="machine">A machine whose CPUs run.</param>
    /// <param name="silos">Its silos.</param>
    /// <param name="samples">How many of each.</param>
    /// <returns>Microseconds.</returns>
    [Alias("Stops")]
    Task<Samples> Stops(string machine, [Immutable] SiloAddress[] silos, int samples);

    /// <summary>A call that brings as many bytes, and a fetch of frames that this silo has not, in turn.</summary>
    /// <param name="machine">A machine whose memory is on another silo.</param>
    /// <param name="silo">This silo's number in it.</param>
    /// <param name="bare">A grain on that other silo.</param>
    /// <param name="firstBank">The first bank whose frames nobody has.</param>
    /// <param name="samples">How many of each.</param>
    /// <param name="frames">Frames of one fetch.</param>
    /// <returns>Microseconds.</returns>
    [Alias("Fetches")]
    Task<Samples> Fetches(string machine, int silo, IBareGrain bare, int firstBank, int samples, int frames);

    /// <summary>Three bare calls to another silo, one after the other, and a hand-over of the lock of the guest <c>lock</c>.</summary>
    /// <param name="machine">A machine of two CPUs that runs it.</param>
    /// <param name="counts">Guest address of what its CPUs count.</param>
    /// <param name="bare">A grain on the other silo.</param>
    /// <param name="samples">How many of each, in turn: means over a window.</param>
    /// <param name="milliseconds">The length of a window.</param>
    /// <returns>Microseconds.</returns>
    [Alias("HandOvers")]
    Task<Samples> HandOvers(string machine, uint counts, IBareGrain bare, int samples, int milliseconds);
}
