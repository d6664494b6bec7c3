using System.Diagnostics;
using System.Diagnostics.Metrics;
using SiloSim.Grains.Engine;

namespace SiloSim.Grains.Telemetry;

/// <summary>
/// What one silo measures, as .NET's instruments. Counts that the engine keeps anyway are read when somebody asks: guest code does
/// not run slower for being measured.
/// </summary>
internal sealed class SiloMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?>[] s_phases = [.. new[] { "", "prepare", "disable_irq", "run", "exit" }
        .Select(static name => new KeyValuePair<string, object?>("phase", name))];

    // From 10 us, an NMI on one silo, to 10 s, a round in a machine that is spread and busy.
    private static readonly InstrumentAdvice<double> s_buckets = new()
    {
        HistogramBucketBoundaries = [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    };

    private readonly Meter _meter = new(SiloSimTelemetry.Meter);
    private readonly Histogram<double> _phase;
    private readonly Histogram<double> _stop;
    private readonly Histogram<double> _nmi;
    private long _pastInstructions;
    private long _pastFramesIn;
    private long _pastFramesOut;
    private long _pastAccesses;

    /// <summary>Makes the instruments of a silo.</summary>
    /// <param name="machines">The machines that have a part on it.</param>
    public SiloMetrics(Func<IEnumerable<HostedMachine>> machines)
    {
        _meter.CreateObservableCounter(
            "silosim.guest.instructions",
            () => Interlocked.Read(ref _pastInstructions) + machines().Sum(static machine => machine.Retired),
            "{instruction}",
            "Guest instructions retired.");
        _meter.CreateObservableCounter(
            "silosim.frames.moved",
            () => Interlocked.Read(ref _pastFramesIn) + machines().Sum(static machine => machine.Frames.FramesIn),
            "{frame}",
            "Copies of frames that came to this silo.");
        _meter.CreateObservableCounter(
            "silosim.frames.invalidated",
            () => Interlocked.Read(ref _pastFramesOut) + machines().Sum(static machine => machine.Frames.FramesOut),
            "{frame}",
            "Copies of frames that this silo gave up.");
        _meter.CreateObservableCounter(
            "silosim.frames.accesses_at_home",
            () => Interlocked.Read(ref _pastAccesses) + machines().Sum(static machine => machine.Frames.AccessesAtHome),
            "{access}",
            "Accesses to contended frames that this silo had done at their homes.");
        _meter.CreateObservableUpDownCounter(
            "silosim.frames.size", () => machines().Sum(static machine => machine.Frames.CopiedBytes), "By", "Bytes of the copies of frames.");
        _meter.CreateObservableUpDownCounter(
            "silosim.machines", () => machines().Count(), "{machine}", "Machines that have a part on this silo.");
        _meter.CreateObservableUpDownCounter(
            "silosim.cpus", () => machines().Sum(static machine => machine.Cores.Count), "{cpu}", "CPUs on this silo.");
        _phase = Durations("silosim.stop_machine.phase.duration", "A phase of stop_machine on this silo.");
        _stop = Durations("silosim.stop_machine.duration", "A whole stop_machine, modifications included.");
        _nmi = Durations("silosim.nmi.duration", "An NMI, from its acceptance to its end.");
    }

    private Histogram<double> Durations(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, tags: null, s_buckets);

    /// <summary>A phase is over.</summary>
    /// <param name="phase">1 to 4.</param>
    /// <param name="start">When it began, as a timestamp.</param>
    public void PhaseDone(int phase, long start)
    {
        if (phase > 0 && phase < s_phases.Length)
        {
            _phase.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, s_phases[phase]);
        }
    }

    /// <summary>A <c>stop_machine</c> is over.</summary>
    /// <param name="took">How long it took.</param>
    public void StopDone(TimeSpan took) => _stop.Record(took.TotalSeconds);

    /// <summary>An NMI is over.</summary>
    /// <param name="took">How long it took.</param>
    public void NmiDone(TimeSpan took) => _nmi.Record(took.TotalSeconds);

    /// <summary>A machine leaves this silo: counts do not go back for it.</summary>
    public void Dropped(HostedMachine machine)
    {
        Interlocked.Add(ref _pastInstructions, machine.Retired);
        Interlocked.Add(ref _pastFramesIn, machine.Frames.FramesIn);
        Interlocked.Add(ref _pastFramesOut, machine.Frames.FramesOut);
        Interlocked.Add(ref _pastAccesses, machine.Frames.AccessesAtHome);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
