using SiloSim.Benchmarks.Measure;
using SiloSim.Grains;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Runs;
using SiloSim.Machine;

namespace SiloSim.Benchmarks;

/// <summary>
/// A machine whose CPUs all run the guest <c>spin</c>, which computes and checks what it computed until it is told to end.
/// </summary>
internal sealed class GuestMachine
{
    private const string Guest = "spin.elf";
    private const int PollMilliseconds = 5;
    private const int EndMilliseconds = 15_000; // The longest wait of one call.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<ElfFile> s_elf = new(static () => Load(Guest));
    private static int s_made;

    private readonly BenchmarkSilo _silo;
    private readonly IMachineGrain _machine;

    private GuestMachine(BenchmarkSilo silo, string key, HostedMachine hosted)
    {
        _silo = silo;
        _machine = silo.Grains.GetGrain<IMachineGrain>(key);
        Key = key;
        Hosted = hosted;
    }

    /// <summary>The guest.</summary>
    public static ElfFile Elf => s_elf.Value;

    /// <summary>The machine's key.</summary>
    public string Key { get; }

    /// <summary>The engine's part of it: all, there is one silo.</summary>
    public HostedMachine Hosted { get; }

    /// <summary>Instructions that all CPUs have retired, to about a slice of each.</summary>
    public long Instructions => Hosted.Cores.Sum(static core => core.Core.Retired);

    /// <summary>Boots a machine, and starts it unless it is to stand still.</summary>
    /// <param name="silo">Where.</param>
    /// <param name="cpus">How many CPUs.</param>
    /// <param name="start">Whether the CPUs are to run.</param>
    /// <returns>When each CPU has come as far as taking NMIs.</returns>
    public static async Task<GuestMachine> Boot(BenchmarkSilo silo, int cpus, bool start = true)
    {
        PlannedRun planned = RunPlanner.Plan(Guest, Elf, new RunOptions
        {
            Cpus = cpus,
            Mode = RunMode.Free,
            Toggles = 0,
            NmiEvery = 0,
            TimeLimit = TimeSpan.FromHours(6),
        });
        string key = $"bench-{cpus}-{++s_made}";
        IMachineGrain machine = silo.Grains.GetGrain<IMachineGrain>(key);
        await machine.Boot(planned.Spec);
        var booted = new GuestMachine(silo, key, silo.Machines.Find(key));
        if (!start)
        {
            return booted;
        }
        await machine.Start(planned.Plan with { UntilInterrupted = true });
        DateTime deadline = DateTime.UtcNow + s_patience;
        while (booted.Hosted.Cores.Any(static core => core.Core.State.Vbr == 0))
        {
            if ((await machine.Wait(PollMilliseconds)).Ended || DateTime.UtcNow > deadline)
            {
                throw new WrongWorkException($"{key}: not all of {cpus} CPUs began within {s_patience.TotalMinutes} minutes");
            }
        }
        return booted;
    }

    /// <summary>Nothing of it runs from now on.</summary>
    public Task Pause() => _silo.Machines.Engine.Phase(Hosted, 2);

    /// <summary>It goes on.</summary>
    public Task Resume() => _silo.Machines.Engine.Phase(Hosted, 4);

    /// <summary>Lets the guests come to their end, checks that each has found its own results right, and removes the machine.</summary>
    /// <param name="checksum">Takes up each CPU's exit code, what its checkers found, and what the protocol's counter holds.</param>
    /// <param name="nmis">NMIs that must have been taken.</param>
    /// <exception cref="WrongWorkException">A guest failed, or the NMIs are not as many.</exception>
    public async Task End(Checksum checksum, long nmis = 0)
    {
        await _machine.Interrupt();
        DateTime deadline = DateTime.UtcNow + s_patience;
        MachineStatus status = await _machine.Wait(EndMilliseconds);
        while (!status.Ended && DateTime.UtcNow < deadline)
        {
            status = await _machine.Wait(EndMilliseconds);
        }
        if (!status.Ended)
        {
            throw new WrongWorkException($"{Key}: did not end");
        }
        MachineReport report = await _machine.Report();
        await Remove();
        if (report.Fault is not null || report.Crash is not null || report.Violations.Count > 0)
        {
            throw new WrongWorkException(
                $"{Key}: {report.Fault ?? report.Crash?.ToString() ?? report.Violations[0].ToString()}");
        }
        foreach (CpuReport cpu in report.Cpus)
        {
            if (cpu.ExitCode != 0)
            {
                throw new WrongWorkException($"{Key}: cpu {cpu.Cpu} ended with exit code {cpu.ExitCode}");
            }
            checksum.Add((uint)cpu.Cpu, (uint)cpu.ExitCode.Value, (uint)(cpu.Torn + cpu.ChangedUnderNmi));
        }
        long taken = report.Cpus.Sum(static cpu => cpu.NmiTaken);
        if (taken != nmis)
        {
            throw new WrongWorkException($"{Key}: {taken} NMIs were taken, {nmis} were struck");
        }
        checksum.Add((uint)taken, report.Words[0]);
    }

    /// <summary>Removes a machine that has not run.</summary>
    public Task Remove() => _machine.Remove();

    /// <summary>A guest that the program has with it.</summary>
    /// <param name="guest">The file's name.</param>
    public static ElfFile Load(string guest)
    {
        using Stream file = typeof(GuestMachine).Assembly.GetManifestResourceStream(guest)!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return ElfFile.Parse(bytes.ToArray());
    }
}
