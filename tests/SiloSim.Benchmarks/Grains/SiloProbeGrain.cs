using System.Buffers.Binary;
using System.Diagnostics;
using SiloSim.Grains;
using SiloSim.Grains.Engine;
using SiloSim.Sh4;

namespace SiloSim.Benchmarks.Grains;

/// <summary>See <see cref="ISiloProbeGrain"/>.</summary>
internal sealed class SiloProbeGrain(MachineHost host, SiloEngines engines, ILocalSiloDetails silo) : Grain, ISiloProbeGrain
{
    private const int SafepointPhase = 1;     // Prepare: every thread has looked up once, and nothing else happens.
    private const int PhasesWithoutOne = 3;
    private const int PauseMilliseconds = 2;

    /// <inheritdoc/>
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);

    /// <inheritdoc/>
    public async Task<double[]> Rates(string[] machines, int milliseconds)
    {
        HostedMachine[] hosted = [.. machines.Select(host.Find)];
        long[] before = [.. hosted.Select(static machine => machine.Retired)];
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(milliseconds);
        long[] after = [.. hosted.Select(static machine => machine.Retired)];
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return [.. after.Zip(before, (now, then) => (now - then) / 1e6 / seconds)];
    }

    /// <inheritdoc/>
    public async Task<Samples> Stops(string machine, SiloAddress[] silos, int samples)
    {
        ICoordinatorGrain coordinator = GrainFactory.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(machine));
        ISiloEngine[] all = [.. silos.Select(engines.Of)];
        var taken = new Samples(new double[samples], new double[samples]);
        for (int sample = 0; sample < samples; sample++)
        {
            await Task.Delay(PauseMilliseconds);
            long start = Stopwatch.GetTimestamp();
            for (int phase = 0; phase < PhasesWithoutOne; phase++)
            {
                await Task.WhenAll(all.Select(engine => engine.Alive(machine)));
            }
            await Task.WhenAll(all.Select(engine => engine.Phase(machine, SafepointPhase)));
            taken.Baseline[sample] = Microseconds(start);
            await Task.Delay(PauseMilliseconds);
            start = Stopwatch.GetTimestamp();
            await coordinator.StopMachine();
            taken.Subject[sample] = Microseconds(start);
        }
        return taken;
    }

    /// <inheritdoc/>
    public async Task<Samples> Fetches(string machine, int silo, IBareGrain bare, int firstBank, int samples, int frames)
    {
        Guid life = host.Find(machine).Spec.Life;
        int fetchesOfABank = Banks.FramesPerBank / frames;
        var taken = new Samples(new double[samples], new double[samples]);
        for (int sample = 0; sample < samples; sample++)
        {
            int bank = firstBank + (sample / fetchesOfABank);
            int first = (bank * Banks.FramesPerBank) + (sample % fetchesOfABank * frames);
            long start = Stopwatch.GetTimestamp();
            byte[] bytes = await bare.Payload(frames * FrameTables.FrameBytes);
            taken.Baseline[sample] = Microseconds(start);
            IMemoryGrain home = GrainFactory.GetGrain<IMemoryGrain>(GrainKeys.Bank(machine, bank));
            start = Stopwatch.GetTimestamp();
            FramesMessage fetched = await home.Fetch([.. Enumerable.Range(first, frames)], silo, life);
            taken.Subject[sample] = Microseconds(start);
            if (fetched.Bytes.Length != bytes.Length)
            {
                throw new WrongWorkException($"{fetched.Bytes.Length} bytes came of {frames} frames");
            }
        }
        return taken;
    }

    /// <inheritdoc/>
    public async Task<Samples> HandOvers(string machine, uint counts, IBareGrain bare, int samples, int milliseconds)
    {
        IMachineGrain grain = GrainFactory.GetGrain<IMachineGrain>(machine);
        var window = TimeSpan.FromMilliseconds(milliseconds);
        var taken = new Samples(new double[samples], new double[samples]);
        for (int sample = 0; sample < samples; sample++)
        {
            long start = Stopwatch.GetTimestamp();
            int calls = 0;
            for (; Stopwatch.GetElapsedTime(start) < window; calls++)
            {
                await bare.Call();
                await bare.Call();
                await bare.Call();
            }
            taken.Baseline[sample] = Microseconds(start) / calls;
            uint before = await HandOvers(grain, counts);
            start = Stopwatch.GetTimestamp();
            await Task.Delay(window);
            taken.Subject[sample] = Microseconds(start) / (await HandOvers(grain, counts) - before);
        }
        return taken;
    }

    /// <summary>Hand-overs that both CPUs have counted.</summary>
    private static async Task<uint> HandOvers(IMachineGrain machine, uint counts)
    {
        uint all = 0;
        for (uint cpu = 0; cpu < 2; cpu++)
        {
            byte[] word = await machine.ReadMemory(counts + (cpu * FrameTables.FrameBytes) + sizeof(uint), sizeof(uint));
            all += BinaryPrimitives.ReadUInt32LittleEndian(word);
        }
        return all;
    }

    private static double Microseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMicroseconds;
}
