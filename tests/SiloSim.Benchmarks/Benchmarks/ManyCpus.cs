using System.Diagnostics;
using SiloSim.Benchmarks.Grains;
using SiloSim.Benchmarks.Measure;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>What 4,096 CPUs cost on one silo: the speed of all together, their boot, their memory.</summary>
internal static class ManyCpus
{
    private const int WindowsPerRound = 5;
    private const int BootsPerRound = 5;
    private const int ActivationsAtOnce = 256; // As the boot of a machine does it.
    private const double BytesPerCpu = 2048;
    private static long s_nextBare = 1_000_000; // Above the keys that others use: each is activated once.

    /// <summary>Measures; a row for each ratio.</summary>
    public static async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        int many = options.Smoke ? 64 : 4096;
        var checksum = new Checksum();
        (List<Round> boots, List<Round> bytes) = await Boots(silo, options.Rounds, many);
        List<Round> rates = await Rates(silo, options, many, checksum);
        var row = new Row
        {
            Name = $"{many} CPUs / {Environment.ProcessorCount} CPUs, one for each core",
            Unit = "M instructions/s",
            Reach = 0.95,
            MoreIsBetter = true,
            Rounds = rates,
            Checksum = checksum.Value,
        };
        return
        [
            row,
            row with
            {
                Name = $"boot of {many} CPUs / {many} bare activations",
                Unit = "ms",
                Reach = 1.5,
                MoreIsBetter = false,
                Rounds = boots,
            },
            row with
            {
                Name = "idle CPU with its grain - bare grain / 2 KiB",
                Unit = "bytes",
                Reach = 1,
                MoreIsBetter = false,
                Rounds = bytes,
            },
        ];
    }

    private static async Task<List<Round>> Rates(BenchmarkSilo silo, BenchmarkOptions options, int many, Checksum checksum)
    {
        var window = TimeSpan.FromMilliseconds(options.Smoke ? 20 : 200);
        GuestMachine few = await GuestMachine.Boot(silo, Environment.ProcessorCount);
        await few.Pause();
        GuestMachine all = await GuestMachine.Boot(silo, many);
        await all.Pause();
        await GuestRate.Of(few, window);
        await GuestRate.Of(all, window);
        var rates = new List<Round>();
        for (int round = 0; round < options.Rounds; round++)
        {
            var baseline = new double[WindowsPerRound];
            var subject = new double[WindowsPerRound];
            for (int each = 0; each < WindowsPerRound; each++)
            {
                baseline[each] = (await GuestRate.Of(few, window)).PerSecond;
                subject[each] = (await GuestRate.Of(all, window)).PerSecond;
            }
            rates.Add(new Round(baseline, subject));
        }
        await few.Resume();
        await few.End(checksum);
        await all.Resume();
        await all.End(checksum);
        return rates;
    }

    /// <summary>Time in milliseconds, and bytes of one: of what a bare grain takes, and of what a CPU takes beyond that.</summary>
    private static async Task<(List<Round> Milliseconds, List<Round> Bytes)> Boots(BenchmarkSilo silo, int rounds, int many)
    {
        var milliseconds = new List<Round>();
        var bytes = new List<Round>();
        await Boots(silo, many); // The first is not counted.
        for (int round = 0; round < rounds; round++)
        {
            List<(double BareTime, double BareBytes, double Time, double Bytes)> boots = [];
            for (int boot = 0; boot < BootsPerRound; boot++)
            {
                boots.Add(await Boots(silo, many));
            }
            milliseconds.Add(new Round([.. boots.Select(static boot => boot.BareTime)], [.. boots.Select(static boot => boot.Time)]));
            bytes.Add(new Round([BytesPerCpu], [.. boots.Select(static boot => boot.Bytes - boot.BareBytes)]));
        }
        return (milliseconds, bytes);
    }

    private static async Task<(double BareTime, double BareBytes, double Time, double Bytes)> Boots(BenchmarkSilo silo, int many)
    {
        (double bareTime, double bareBytes) = await Cost(many, () => Activate(silo, many));
        GuestMachine? machine = null;
        (double time, double bytes) = await Cost(many, async () => machine = await GuestMachine.Boot(silo, many, start: false));
        await machine!.Remove();
        IManagementGrain management = silo.Grains.GetGrain<IManagementGrain>(0);
        while ((await management.GetSimpleGrainStatistics()).Any(
            static grains => grains.GrainType.Contains("CpuGrain", StringComparison.Ordinal) && grains.ActivationCount > 0))
        {
            // Grains that go later would be taken for memory that the next ones do not need.
        }
        return (bareTime, bareBytes, time, bytes);
    }

    private static async Task<(double Milliseconds, double BytesOfOne)> Cost(int many, Func<Task> make)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        await make();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return (milliseconds, (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)many);
    }

    private static async Task Activate(BenchmarkSilo silo, int many)
    {
        for (int done = 0; done < many; done += ActivationsAtOnce)
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(ActivationsAtOnce, many - done))
                .Select(_ => silo.Grains.GetGrain<IBareGrain>(s_nextBare++).Call()));
        }
    }
}
