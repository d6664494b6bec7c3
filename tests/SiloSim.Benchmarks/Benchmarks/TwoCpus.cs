using SiloSim.Benchmarks.Measure;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>What a second CPU adds on a second core of the host.</summary>
internal sealed class TwoCpus : IBenchmark
{
    private const int WindowsPerRound = 5;

    /// <inheritdoc/>
    public string Name => "two-cpus";

    /// <inheritdoc/>
    public string Text => "instructions of two CPUs together, against one; the host needs two free cores";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        var window = TimeSpan.FromMilliseconds(options.Smoke ? 20 : 200);
        var checksum = new Checksum();
        GuestMachine one = await GuestMachine.Boot(silo, cpus: 1);
        await one.Pause();
        GuestMachine two = await GuestMachine.Boot(silo, cpus: 2);
        await two.Pause();
        await GuestRate.Of(one, window);
        await GuestRate.Of(two, window);
        var byClock = new List<Round>();
        var byCpu = new List<Round>();
        for (int round = 0; round < options.Rounds; round++)
        {
            var baseline = new GuestRate[WindowsPerRound];
            var subject = new GuestRate[WindowsPerRound];
            for (int each = 0; each < WindowsPerRound; each++)
            {
                baseline[each] = await GuestRate.Of(one, window);
                subject[each] = await GuestRate.Of(two, window);
            }
            byClock.Add(new Round([.. baseline.Select(rate => rate.PerSecond)], [.. subject.Select(rate => rate.PerSecond)]));
            byCpu.Add(new Round(
                [.. baseline.Select(rate => rate.PerCpuSecond)], [.. subject.Select(rate => rate.PerCpuSecond)]));
        }
        await one.Resume();
        await one.End(checksum);
        await two.Resume();
        await two.End(checksum);
        var row = new Row
        {
            Name = "2 CPUs / 1 CPU",
            Unit = "M instructions/s",
            Reach = 1.8,
            MoreIsBetter = true,
            Rounds = byClock,
            Checksum = checksum.Value,
        };
        return
        [
            row,
            row with { Name = "  twice the same by CPU time", Unit = "M instr./CPU s", Reach = null, Rounds = byCpu, Scale = 2 },
        ];
    }
}
