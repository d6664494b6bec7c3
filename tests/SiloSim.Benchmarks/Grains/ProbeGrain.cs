using System.Diagnostics;
using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains;
using SiloSim.Grains.Engine;

namespace SiloSim.Benchmarks.Grains;

/// <summary>See <see cref="IProbeGrain"/>.</summary>
internal sealed class ProbeGrain(MachineHost host) : Grain, IProbeGrain
{
    private const int StrikesAtOnce = 64;

    /// <inheritdoc/>
    public async Task WarmUp(int pairs)
    {
        IBareGrain bare = GrainFactory.GetGrain<IBareGrain>(0);
        for (int pair = 0; pair < pairs; pair++)
        {
            await bare.Call();
            await bare.Call();
        }
    }

    /// <inheritdoc/>
    public async Task<EnterExitSamples> EnterExit(string machine, int samples, int pairsPerSample)
    {
        MachineSpec spec = host.Find(machine).Spec;
        IBareGrain bare = GrainFactory.GetGrain<IBareGrain>(0);
        var modCode = new ModCode(spec.Words.ToSharedWords(), spec.ToVariant());
        long wroteCode = 0;
        Func<Routine> enter = modCode.FtraceNmiEnter;
        Func<Routine> exit = modCode.FtraceNmiExit;
        IMemoryGrain memory = Homes.OfCounter(GrainFactory, machine, spec);
        var driver = new RoutineDriver(memory, cpu: 0)
        {
            Saw = (operation, _) => wroteCode += operation.Kind == OperationKind.Tally ? 1 : 0, // As the NMI grain counts.
        };
        var access = new ProtocolAccess((int)OperationKind.AddAndReturn, spec.Words.NmiRunning, 1, 0, 0, 1, true, null);
        var taken = new EnterExitSamples(new double[samples], new double[samples], new double[samples]);
        for (int sample = 0; sample < samples; sample++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int pair = 0; pair < pairsPerSample; pair++)
            {
                await bare.Call();
                await bare.Call();
            }
            taken.Bare[sample] = Microseconds(start) / pairsPerSample;
            start = Stopwatch.GetTimestamp();
            for (int pair = 0; pair < pairsPerSample; pair++)
            {
                await bare.Answer(access);
                await bare.Answer(access);
            }
            taken.Carrying[sample] = Microseconds(start) / pairsPerSample;
            start = Stopwatch.GetTimestamp();
            for (int pair = 0; pair < pairsPerSample; pair++)
            {
                driver.Nmi++;
                RoutineThread routine = RoutineThread.Start(enter);
                while (driver.Post(routine) is { } posted)
                {
                    driver.Answer(routine, posted, await memory.Access(posted));
                }
                routine = RoutineThread.Start(exit);
                while (driver.Post(routine) is { } posted)
                {
                    driver.Answer(routine, posted, await memory.Access(posted));
                }
            }
            taken.Subject[sample] = Microseconds(start) / pairsPerSample;
        }
        return wroteCode == 0 ? taken : throw new WrongWorkException("an NMI saw a flag that nobody has set");
    }

    /// <inheritdoc/>
    public async Task<Samples> Strikes(string machine, int samples, int pauseMilliseconds, int seed)
    {
        int cpus = host.Find(machine).Cores.Count;
        var random = new Random(seed);
        var taken = new Samples(new double[samples], new double[samples]);
        for (int sample = 0; sample < samples; sample++)
        {
            int cpu = random.Next(cpus);
            IBareGrain bare = GrainFactory.GetGrain<IBareGrain>(cpu);
            INmiGrain nmi = GrainFactory.GetGrain<INmiGrain>(GrainKeys.Nmi(machine, cpu));
            await Pause(pauseMilliseconds);
            long start = Stopwatch.GetTimestamp();
            await bare.Call();
            taken.Baseline[sample] = Microseconds(start);
            await Pause(pauseMilliseconds);
            start = Stopwatch.GetTimestamp();
            await nmi.Strike();
            taken.Subject[sample] = Microseconds(start);
        }
        return taken;
    }

    /// <inheritdoc/>
    public async Task StrikeAll(string machine)
    {
        int cpus = host.Find(machine).Cores.Count;
        foreach (int[] batch in Enumerable.Range(0, cpus).Chunk(StrikesAtOnce))
        {
            await Task.WhenAll(batch.Select(cpu => GrainFactory.GetGrain<IBareGrain>(cpu).Call()));
            await Task.WhenAll(batch.Select(cpu => GrainFactory.GetGrain<INmiGrain>(GrainKeys.Nmi(machine, cpu)).Strike()));
        }
    }

    /// <inheritdoc/>
    public async Task<Samples> Stops(string machine, int samples, int pauseMilliseconds, int grains)
    {
        ICoordinatorGrain coordinator = GrainFactory.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(machine));
        IBareGrain[] bare = [.. Enumerable.Range(0, grains).Select(grain => GrainFactory.GetGrain<IBareGrain>(grain))];
        var taken = new Samples(new double[grains > 0 ? samples : 0], new double[samples]);
        long start;
        for (int sample = 0; sample < samples; sample++)
        {
            if (grains > 0)
            {
                await Pause(pauseMilliseconds);
                start = Stopwatch.GetTimestamp();
                await Task.WhenAll(bare.Select(static grain => grain.Call()));
                taken.Baseline[sample] = Microseconds(start);
            }
            await Pause(pauseMilliseconds);
            start = Stopwatch.GetTimestamp();
            await coordinator.StopMachine();
            taken.Subject[sample] = Microseconds(start);
        }
        return taken;
    }

    private static Task Pause(int milliseconds) => milliseconds == 0 ? Task.CompletedTask : Task.Delay(milliseconds);

    private static double Microseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMicroseconds;
}
