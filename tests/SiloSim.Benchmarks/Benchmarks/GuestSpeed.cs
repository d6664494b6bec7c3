using SiloSim.Benchmarks.Measure;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>What grain and engine take from a guest's speed.</summary>
internal sealed class GuestSpeed : IBenchmark
{
    private const long ChecksumInstructions = 10_000_000;
    private const int WindowsPerRound = 5;

    /// <inheritdoc/>
    public string Name => "guest-speed";

    /// <inheritdoc/>
    public string Text => "one CPU through grain and engine, against the same interpreter called directly on a thread";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        var window = TimeSpan.FromMilliseconds(options.Smoke ? 20 : 200);
        var checksum = new Checksum();
        var direct = new DirectCore(GuestMachine.Elf);
        direct.AddStateAfter(ChecksumInstructions, checksum);
        GuestMachine machine = await GuestMachine.Boot(silo, cpus: 1);
        await machine.Pause();
        await GuestRate.Of(direct, window); // The first ones are not counted.
        await GuestRate.Of(machine, window);
        var byClock = new List<Round>();
        var byCpu = new List<Round>();
        for (int round = 0; round < options.Rounds; round++)
        {
            var baseline = new GuestRate[WindowsPerRound];
            var subject = new GuestRate[WindowsPerRound];
            for (int each = 0; each < WindowsPerRound; each++)
            {
                baseline[each] = await GuestRate.Of(direct, window);
                subject[each] = await GuestRate.Of(machine, window);
            }
            byClock.Add(new Round([.. baseline.Select(rate => rate.PerSecond)], [.. subject.Select(rate => rate.PerSecond)]));
            byCpu.Add(new Round(
                [.. baseline.Select(rate => rate.PerCpuSecond)], [.. subject.Select(rate => rate.PerCpuSecond)]));
        }
        await machine.Resume();
        await machine.End(checksum);
        var row = new Row
        {
            Name = "1 CPU through grain and engine / interpreter called directly",
            Unit = "M instructions/s",
            Reach = 0.95,
            MoreIsBetter = true,
            Rounds = byClock,
            Checksum = checksum.Value,
        };
        return [row, row with { Name = "  the same by CPU time", Unit = "M instr./CPU s", Reach = null, Rounds = byCpu }];
    }
}
