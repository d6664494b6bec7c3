using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Orleans.TestingHost;
using SiloSim.Grains;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>Grains are where the machine's spec says, stay for as long as it runs, and are gone with it.</summary>
public class PlacementTests(MachineClusters clusters)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>In lockstep nothing depends on where a CPU is.</summary>
    [Fact]
    public async Task OneSeedIsOneRunWhateverThePlacementAndTheNumberOfSilos()
    {
        (int Silos, string Placement, string CpusOnSilos)[] cases =
        [
            (1, "spread", "0 0 0 0"),
            (1, "pack:4", "0 0 0 0"),
            (2, "spread", "0 1 0 1"),
            (2, "pack:3", "0 0 0 1"),
            (2, "pinned:0-2=1,3=0", "1 1 1 0"),
            (3, "pack", "0 0 0 0"),
            (3, "pack:2", "0 0 1 1"),
            (3, "pinned:0=2,1=0,2=1,3=2", "2 0 1 2"),
        ];
        string? expected = null;
        foreach ((int silos, string placement, string cpusOnSilos) in cases)
        {
            MachineReport report = await TestedMachine.Report(await clusters.Of(silos), Run(placement));
            Assert.Equal(RunEnd.Done, report.End);
            Assert.True(report.Nmis.WroteCode > 0 && report.Coordinator.Done > 0);
            Assert.Equal(cpusOnSilos, string.Join(' ', report.Cpus.Select(cpu => cpu.Silo)));
            expected ??= Compared(report);
            Assert.Equal(expected, Compared(report));
        }

        static PlannedRun Run(string placement) => Specs.Plan(
            "trace", new RunOptions { Toggles = 1, Seed = 11, NmiEvery = 5000, Rest = 5000, Placement = placement });
    }

    [Fact]
    public async Task GrainsAreWhereTheSpecSays()
    {
        InProcessTestCluster cluster = await clusters.Of(3);
        await using TestedMachine machine = await TestedMachine.Start(
            cluster, Specs.Trace(4, new RunOptions { NmiEvery = 0, Placement = "pinned:0=2,1=0,2-3=1" }));
        await machine.Progress(1000);
        for (int cpu = 0; cpu < 4; cpu++)
        {
            await machine.Strike(cpu);
        }
        Dictionary<string, int> at = await Grains(machine);
        int[] siloOfCpu = [2, 0, 1, 1];
        for (int cpu = 0; cpu < 4; cpu++)
        {
            Assert.Equal(siloOfCpu[cpu], at[GrainKeys.Cpu(machine.Key, cpu)]);
            Assert.Equal(siloOfCpu[cpu], at[GrainKeys.Nmi(machine.Key, cpu)]);
        }
        Assert.All(Enumerable.Range(0, 64), bank => Assert.Equal(2, at[GrainKeys.Bank(machine.Key, bank)])); // With CPU 0.
        Assert.Equal(2, at[GrainKeys.Coordinator(machine.Key)]);
        Assert.Equal(0, at[machine.Key]);
    }

    /// <summary>Orleans is told to collect whatever has been idle for no time at all.</summary>
    [Fact]
    public async Task NoGrainOfARunningMachineIsCollected()
    {
        InProcessTestCluster cluster = await clusters.Of(2);
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        await using TestedMachine machine = await TestedMachine.Start(cluster, TinyGuests.WaitsForTheEnd(RunMode.Free, cpus: 3));
        await machine.Progress(100); // From the vector on, NMIs are taken.
        await machine.Strike(1);
        Dictionary<string, int> before = await Grains(machine);
        Assert.Equal(3 + 1 + 64 + 2, before.Count);
        await management.ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(before, await Grains(machine));
        MachineReport report = await machine.Interrupt();
        Assert.Equal((RunEnd.Interrupted, (string?)null), (report.End, report.Fault));
    }

    /// <summary>An NMI grain is activated by its first strike; removing the machine activates none.</summary>
    [Fact]
    public async Task AMachineThatIsRemovedLeavesNothing()
    {
        var nmis = new NmiCalls();
        await using InProcessTestCluster cluster = await MachineClusters.Deploy(2, configure: silo => silo.AddIncomingGrainCallFilter(nmis));
        TestedMachine free = await TestedMachine.Start(cluster, TinyGuests.WaitsForTheEnd(RunMode.Free, cpus: 6));
        await free.Progress(100);
        await free.Strike(4);
        await LeavesNothing(free, struck: 1);
        await LeavesNothing(await TestedMachine.Start(cluster, TinyGuests.WaitsForTheEnd(RunMode.Lockstep, cpus: 6)), struck: 0);
        Assert.Equal([GrainKeys.Nmi(free.Key, 4)], nmis.Called.Keys);
    }

    private static async Task LeavesNothing(TestedMachine machine, int struck)
    {
        Dictionary<string, int> there = await Grains(machine);
        Assert.Equal(struck, there.Keys.Count(key => key.Contains("/nmi/", StringComparison.Ordinal)));
        Assert.Equal(6 + struck + 64 + 2, there.Count);
        WeakReference[] memory = MemoryOf(machine);
        Assert.Equal(64 + 2, memory.Length); // The banks, and what each silo has of the machine.
        await machine.DisposeAsync();
        await Until("its grains are gone", async () => (await Grains(machine)).Count == 0);
        await Until("its memory is returned", () =>
        {
            GC.Collect();
            return Task.FromResult(memory.All(static part => !part.IsAlive));
        });
    }

    [Fact]
    public async Task APlacementThatCannotBeLeavesTheKeyFree()
    {
        InProcessTestCluster cluster = await clusters.Of(2);
        string key = MachineClusters.NewKey("misplaced");
        PlannedRun run = TinyGuests.ExitsAtOnce(RunMode.Lockstep);
        IMachineGrain machine = cluster.Client.GetGrain<IMachineGrain>(key);
        foreach ((string placement, string error) in new[]
        {
            ("near", "spread, pack, pack:CPUS"), ("pinned:0=0", "cpu 1 is pinned to no silo"), ("pinned:0-1=2", "there are 2 silos"),
        })
        {
            MachineException refused = await Assert.ThrowsAsync<MachineException>(() => machine.Boot(
                run.Spec with { Placement = placement }, TestContext.Current.CancellationToken));
            Assert.StartsWith($"placement {placement}: ", refused.Message);
            Assert.Contains(error, refused.Message);
        }
        Assert.Equal(RunEnd.Done, (await TestedMachine.Report(cluster, run, key)).End);
    }

    private static async Task<Dictionary<string, int>> Grains(TestedMachine machine) =>
        (await Keys(machine.Cluster)).Where(grain => GrainKeys.Parse(grain.Key).Machine == machine.Key).ToDictionary();

    /// <summary>The keys of the grains of machines and searches, and the number of the silo of each.</summary>
    private static async Task<Dictionary<string, int>> Keys(InProcessTestCluster cluster)
    {
        SiloAddress[] silos = [.. MachinePlacementDirector.InOrder(cluster.Silos.Select(silo => silo.SiloAddress))];
        DetailedGrainStatistic[] grains = await cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return grains.Where(grain => grain.GrainType.StartsWith("SiloSim", StringComparison.Ordinal))
            .GroupBy(grain => grain.GrainId.Key.ToString()!)
            .ToDictionary(static grain => grain.Key, grain => Array.IndexOf(silos, grain.First().SiloAddress));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] MemoryOf(TestedMachine machine)
    {
        var memory = new List<WeakReference>();
        foreach (InProcessSiloHandle silo in machine.Cluster.Silos)
        {
            IServiceProvider services = machine.Cluster.GetSiloServiceProvider(silo.SiloAddress);
            memory.Add(new(((MachineHost)services.GetService(typeof(MachineHost))!).Find(machine.Key).Frames));
            var homes = (LocalHomes)services.GetService(typeof(LocalHomes))!;
            memory.AddRange(Enumerable.Range(0, 64)
                .Select(bank => homes.Find(machine.Cluster.Client.GetGrain<IMemoryGrain>(GrainKeys.Bank(machine.Key, bank))))
                .Where(static home => home is not null).Select(static home => new WeakReference(home)));
        }
        return [.. memory];
    }

    private static async Task Until(string what, Func<Task<bool>> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, $"never saw that {what}");
        }
    }

    private static string Compared(MachineReport report) => JsonSerializer.Serialize(report with
    {
        Coordinator = report.Coordinator with { Microseconds = LatencyCounts.None },
        Nmis = report.Nmis with { Microseconds = LatencyCounts.None },
        Cpus = [.. report.Cpus.Select(cpu => cpu with { Silo = 0, NmiSites = [] })],
        Silos = [],
        Seconds = 0,
    });

    /// <summary>Which NMI grains were called.</summary>
    private sealed class NmiCalls : IIncomingGrainCallFilter
    {
        public ConcurrentDictionary<string, byte> Called { get; } = new();

        public Task Invoke(IIncomingGrainCallContext context)
        {
            string key = context.TargetId.Key.ToString()!;
            if (key.Contains("/nmi/", StringComparison.Ordinal))
            {
                Called[key] = 0;
            }
            return context.Invoke();
        }
    }
}
