using SiloSim.Benchmarks.Grains;
using SiloSim.Benchmarks.Measure;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>How soon an NMI is handled by a CPU that is busy.</summary>
/// <remarks>
/// The bare call goes to a grain of the CPU's number, so that both sides touch as many grains. It comes and strikes every two
/// milliseconds, as from a timer; calls without a pause keep a thread of the pool awake on a core that the engine wants, and
/// are reported beside.
/// </remarks>
internal sealed class NmiLatency : IBenchmark
{
    private const int PauseMilliseconds = 2;
    private static readonly int[] s_cpus = [4, 4096];
    private static readonly int[] s_smokeCpus = [4, 64];

    /// <inheritdoc/>
    public string Name => "nmi-latency";

    /// <inheritdoc/>
    public string Text => "an NMI to a busy CPU, from the call until it is handled and acknowledged, against a bare grain call";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        var rows = new List<Row>();
        foreach (int cpus in options.Smoke ? s_smokeCpus : s_cpus)
        {
            rows.AddRange(await Run(silo, options, cpus));
        }
        return rows;
    }

    private static async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options, int cpus)
    {
        int samples = options.Smoke ? 20 : 300;
        var checksum = new Checksum();
        GuestMachine machine = await GuestMachine.Boot(silo, cpus);
        await silo.Probe.StrikeAll(machine.Key); // Their grains are activated by the first strike.
        await silo.Probe.Strikes(machine.Key, 5 * samples, pauseMilliseconds: 0, seed: -1);
        long nmis = cpus + (5 * samples);
        var paced = new List<Round>();
        var dense = new List<Round>();
        for (int round = 0; round < options.Rounds; round++)
        {
            Samples taken = await silo.Probe.Strikes(machine.Key, samples, PauseMilliseconds, round);
            paced.Add(new Round(taken.Baseline, taken.Subject));
            taken = await silo.Probe.Strikes(machine.Key, samples, pauseMilliseconds: 0, round);
            dense.Add(new Round(taken.Baseline, taken.Subject));
            nmis += 2 * samples;
        }
        await machine.End(checksum, nmis);
        var row = new Row
        {
            Name = $"NMI / bare call, {cpus} busy CPUs",
            Unit = "us",
            Reach = 10,
            Rounds = paced,
            Checksum = checksum.Value,
        };
        return [row, row with { Name = "  the same without a pause between calls", Reach = null, Rounds = dense }];
    }
}
