using SiloSim.Benchmarks.Grains;
using SiloSim.Benchmarks.Measure;
using SiloSim.Benchmarks.Silos;
using SiloSim.Grains;
using SiloSim.Grains.Placing;
using SiloSim.Grains.Runs;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>How a machine scales: thousands of CPUs on one silo (<see cref="ManyCpus"/>), and machines over two silo processes.</summary>
internal sealed class Scale : IBenchmark
{
    private const int FramesPerFetch = 64;
    private const int FirstFreeBank = 20;   // Above the guest, and below the stacks of a few CPUs.
    private const int Windows = 6;

    /// <inheritdoc/>
    public string Name => "scale";

    /// <inheritdoc/>
    public string Text => "4,096 CPUs on one silo; speed, stops, frames and locks over two silo processes, against one silo and bare calls";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        List<Row> rows = [.. await ManyCpus.Run(silo, options)];
        await using SiloPair pair = await SiloPair.Start();
        rows.Add(await SharedText(pair, options));
        rows.Add(await PrivateWork(pair, options));
        rows.Add(await Stops(pair, options));
        rows.Add(await Fetches(pair, options));
        rows.Add(await HandOvers(pair, options, beside: false));
        rows.Add(await HandOvers(pair, options, beside: true));
        return rows;
    }

    /// <summary>
    /// A CPU on each silo runs the same text, whose home is on one of them; in a second machine on the other. So the two CPUs of
    /// a silo share its thread: what disturbs the host in a window disturbs both.
    /// </summary>
    private static async Task<Row> SharedText(SiloPair pair, BenchmarkOptions options)
    {
        string[] machines = [await pair.Boot(2, "pinned:0=0,1=1"), await pair.Boot(2, "pinned:0=1,1=0")];
        var rounds = new List<Round>();
        for (int round = -1; round < options.Rounds; round++) // The round before the first warms up.
        {
            var home = new List<double>();
            var away = new List<double>();
            for (int window = 0; window < Windows; window++)
            {
                int silo = window % 2;
                double[] rates = await pair.Probes[silo].Rates(machines, Milliseconds(options));
                home.Add(rates[silo]);
                away.Add(rates[1 - silo]);
            }
            Add(rounds, round, home, away);
        }
        await pair.End(machines[0]);
        await pair.End(machines[1]);
        return Row(pair, "shared text on a second silo / on its home", "M instructions/s", 0.95, moreIsBetter: true, rounds);
    }

    /// <summary>Two CPUs that share nothing, on one silo process of one thread, and on two.</summary>
    private static async Task<Row> PrivateWork(SiloPair pair, BenchmarkOptions options)
    {
        var rounds = new List<Round>();
        for (int round = -1; round < options.Rounds; round++)
        {
            double[] one = await Work(pair, "pinned:0-1=0", options);
            double[] two = await Work(pair, "pinned:0=0,1=1", options);
            Add(rounds, round, [.. one], [.. two]);
        }
        return Row(pair, "work of 2 CPUs on two silo processes / on one", "M instructions/s", 1.9, moreIsBetter: true, rounds);
    }

    private static async Task<double[]> Work(SiloPair pair, string placement, BenchmarkOptions options)
    {
        string machine = await pair.Boot(2, placement);
        await pair.Probes[0].Rates([machine], Milliseconds(options)); // Until its frames are where they are used.
        double[] sums = new double[Windows];
        for (int window = 0; window < Windows; window++)
        {
            double[][] rates = await Task.WhenAll(pair.Probes.Select(probe => probe.Rates([machine], Milliseconds(options))));
            sums[window] = rates.Sum(static silo => silo[0]);
        }
        await pair.End(machine);
        return sums;
    }

    /// <summary>Four calls to both engines, of which one waits for all threads to look up, and a whole stop.</summary>
    private static async Task<Row> Stops(SiloPair pair, BenchmarkOptions options)
    {
        int cpus = options.Smoke ? 64 : 4096;
        string machine = await pair.Boot(cpus, "spread");
        SiloAddress coordinator = await pair.Grains.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(machine)).Where();
        ISiloProbeGrain probe = pair.Probes[Array.IndexOf(pair.Silos, coordinator)];
        var rounds = new List<Round>();
        for (int round = -1; round < options.Rounds; round++)
        {
            Samples samples = await probe.Stops(machine, pair.Silos, options.Smoke ? 10 : 200);
            Add(rounds, round, samples.Baseline, samples.Subject);
        }
        await pair.End(machine);
        return Row(pair, $"stop_machine of {cpus} CPUs on 2 silos / its calls and one safepoint", "us", 1.5, moreIsBetter: false, rounds);
    }

    /// <summary>Frames that come from another silo, and as many bytes in one call.</summary>
    private static async Task<Row> Fetches(SiloPair pair, BenchmarkOptions options)
    {
        int samples = options.Smoke ? 4 : 120;
        IBareGrain bare = pair.Grains.GetGrain<IBareGrain>(2_000_000);
        await PlacementHint.On(pair.Silos[0], bare.Call);
        var rounds = new List<Round>();
        for (int round = -1; round < options.Rounds; round++)
        {
            string machine = await pair.Boot(2, "pinned:0-1=0"); // A new one: what a silo has it does not fetch.
            Samples taken = await pair.Probes[1].Fetches(machine, silo: 1, bare, FirstFreeBank, samples, FramesPerFetch);
            await pair.End(machine);
            Add(rounds, round, taken.Baseline, taken.Subject);
        }
        return Row(pair, $"fetch of {FramesPerFetch} frames from another silo / a call with as many bytes", "us", 1.2, moreIsBetter: false, rounds);
    }

    /// <summary>Two CPUs on two silos take one <c>TAS.B</c> lock from each other; beside them others compute, or nobody.</summary>
    private static async Task<Row> HandOvers(SiloPair pair, BenchmarkOptions options, bool beside)
    {
        const string Everywhere = "pinned:0=0,1=1";
        IBareGrain bare = pair.Grains.GetGrain<IBareGrain>(2_000_001);
        await PlacementHint.On(pair.Silos[0], bare.Call);
        string? busy = beside ? await pair.Boot(2, Everywhere) : null;
        PlannedRun planned = SiloPair.Plan("lock.elf", 2, Everywhere).WithWords("lock_options", 0, 0, 0);
        string machine = await pair.Boot(planned);
        var rounds = new List<Round>();
        for (int round = -1; round < options.Rounds; round++)
        {
            Samples taken = await pair.Probes[1].HandOvers(
                machine, planned.AddressOf("lock_counts"), bare, options.Smoke ? 2 : Windows, Milliseconds(options));
            Add(rounds, round, taken.Baseline, taken.Subject);
        }
        await pair.End(machine);
        if (busy is not null)
        {
            await pair.End(busy);
        }
        string where = beside ? "lock hand-over between busy silos" : "lock hand-over between silos";
        return Row(pair, $"{where} / three calls between them", "us", 1.5, moreIsBetter: false, rounds);
    }

    private static int Milliseconds(BenchmarkOptions options) => options.Smoke ? 20 : 200;

    private static void Add(List<Round> rounds, int round, IEnumerable<double> baseline, IEnumerable<double> subject)
    {
        if (round >= 0)
        {
            rounds.Add(new Round([.. baseline], [.. subject]));
        }
    }

    // The guests check their own results, and the machines are removed only where each has found them right.
    private static Row Row(SiloPair pair, string name, string unit, double reach, bool moreIsBetter, List<Round> rounds) => new()
    {
        Name = name,
        Unit = unit,
        Reach = reach,
        MoreIsBetter = moreIsBetter,
        Rounds = rounds,
        Checksum = pair.Checksum.Value,
    };
}
