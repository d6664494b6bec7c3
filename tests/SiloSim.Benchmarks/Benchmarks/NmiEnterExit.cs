using SiloSim.Benchmarks.Grains;
using SiloSim.Benchmarks.Measure;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>What the protocol adds to the two grain calls of an NMI.</summary>
internal sealed class NmiEnterExit : IBenchmark
{
    private const int PairsPerSample = 50;

    /// <inheritdoc/>
    public string Name => "nmi-enter-exit";

    /// <inheritdoc/>
    public string Text => "ftrace_nmi_enter and ftrace_nmi_exit at the home of the counter, against two bare grain calls";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        int samples = options.Smoke ? 4 : 200;
        int warmUpCalls = options.Smoke ? 1 : 10;
        var checksum = new Checksum();
        GuestMachine machine = await GuestMachine.Boot(silo, cpus: 1, start: false);
        for (int call = 0; call < warmUpCalls; call++)
        {
            await silo.Probe.EnterExit(machine.Key, samples, PairsPerSample);
        }
        var rounds = new List<Round>();
        for (int round = 0; round < options.Rounds; round++)
        {
            Samples taken = await silo.Probe.EnterExit(machine.Key, samples, PairsPerSample);
            rounds.Add(new Round(taken.Baseline, taken.Subject));
        }
        checksum.Add(BitConverter.ToUInt32(await silo.Grains.GetGrain<SiloSim.Grains.IMachineGrain>(machine.Key).ReadMemory(
            machine.Hosted.Spec.Words.NmiRunning, sizeof(uint))));
        checksum.Add((uint)rounds.Sum(static round => round.Subject.Length) * PairsPerSample);
        await machine.Remove();
        return
        [
            new Row
            {
                Name = "NMI enter and exit / 2 bare grain calls",
                Unit = "us",
                Reach = 1.3,
                Rounds = rounds,
                Checksum = checksum.Value,
            },
        ];
    }
}
