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
        var carrying = new List<Round>();
        for (int round = 0; round < options.Rounds; round++)
        {
            EnterExitSamples taken = await silo.Probe.EnterExit(machine.Key, samples, PairsPerSample);
            rounds.Add(new Round(taken.Bare, taken.Subject));
            carrying.Add(new Round(taken.Carrying, taken.Subject));
        }
        checksum.Add(BitConverter.ToUInt32(await silo.Grains.GetGrain<SiloSim.Grains.IMachineGrain>(machine.Key).ReadMemory(
            machine.Hosted.Spec.Words.NmiRunning, sizeof(uint))));
        checksum.Add((uint)rounds.Sum(static round => round.Subject.Length) * PairsPerSample);
        await machine.Remove();
        var row = new Row
        {
            Name = "NMI enter and exit / 2 bare grain calls",
            Unit = "us",
            Reach = 1.3,
            Rounds = rounds,
            Checksum = checksum.Value,
        };
        return
        [
            row,
            row with { Name = "  / 2 bare calls that carry an access and its result", Reach = null, Rounds = carrying },
        ];
    }
}
