using SiloSim.Benchmarks.Grains;
using SiloSim.Benchmarks.Measure;

namespace SiloSim.Benchmarks.Benchmarks;

/// <summary>What a <c>stop_machine</c> costs, all phases, as CPUs grow, and against asking as many grains.</summary>
/// <remarks>
/// The fan-out calls as many bare grains (which is cheaper than their CPU grains), while the guests of the same machine run.
/// The machine of 4 CPUs and the one of 1,024 run in turn, never at once.
/// </remarks>
internal sealed class StopMachineRound : IBenchmark
{
    private const int PauseMilliseconds = 2;
    private const int FewCpus = 4;

    /// <inheritdoc/>
    public string Name => "stop-machine";

    /// <inheritdoc/>
    public string Text => "a stop_machine of 1,024 busy CPUs, against one of 4, and against a call to each of 1,024 bare grains";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> Run(BenchmarkSilo silo, BenchmarkOptions options)
    {
        int manyCpus = options.Smoke ? 64 : 1024;
        int samples = options.Smoke ? 10 : 150;
        var checksum = new Checksum();
        var against4 = new List<Round>();
        var againstFanOut = new List<Round>();
        for (int round = -1; round < options.Rounds; round++) // The round before the first is not counted.
        {
            GuestMachine machine = await GuestMachine.Boot(silo, FewCpus);
            Samples few = await silo.Probe.Stops(machine.Key, samples, PauseMilliseconds, grains: 0);
            await machine.End(checksum);
            machine = await GuestMachine.Boot(silo, manyCpus);
            Samples many = await silo.Probe.Stops(machine.Key, samples, PauseMilliseconds, grains: 0);
            Samples both = await silo.Probe.Stops(machine.Key, samples, PauseMilliseconds, manyCpus);
            await machine.End(checksum);
            if (round >= 0)
            {
                against4.Add(new Round(few.Subject, many.Subject));
                againstFanOut.Add(new Round(both.Baseline, both.Subject));
            }
        }
        var row = new Row
        {
            Name = $"stop_machine of {manyCpus} CPUs / of {FewCpus}",
            Unit = "us",
            Reach = 1.5,
            Rounds = against4,
            Checksum = checksum.Value,
        };
        return
        [
            row,
            row with
            {
                Name = $"stop_machine of {manyCpus} CPUs / bare calls to {manyCpus} grains at once",
                Reach = 0.2,
                Rounds = againstFanOut,
            },
        ];
    }
}
