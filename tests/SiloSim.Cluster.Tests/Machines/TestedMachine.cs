using System.Buffers.Binary;
using System.Diagnostics;
using Orleans.TestingHost;
using SiloSim.Explorer;
using SiloSim.Grains;
using SiloSim.Grains.Engine;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>One machine on a cluster, removed at the end of its test. Every wait is bounded and says what it waited for.</summary>
internal sealed class TestedMachine : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestedMachine(InProcessTestCluster cluster, string key, PlannedRun run)
    {
        Cluster = cluster;
        Key = key;
        Run = run;
        Grain = cluster.Client.GetGrain<IMachineGrain>(key);
        Coordinator = cluster.Client.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(key));
    }

    public InProcessTestCluster Cluster { get; }

    public string Key { get; }

    public PlannedRun Run { get; }

    public MachineSpec Spec => Run.Spec;

    public IMachineGrain Grain { get; }

    public ICoordinatorGrain Coordinator { get; }

    public static async Task<TestedMachine> Boot(InProcessTestCluster cluster, PlannedRun run, string? key = null)
    {
        var machine = new TestedMachine(cluster, key ?? MachineClusters.NewKey("machine"), run);
        await machine.Grain.Boot(run.Spec).WaitAsync(s_patience);
        return machine;
    }

    /// <summary>Boots and starts.</summary>
    public static async Task<TestedMachine> Start(InProcessTestCluster cluster, PlannedRun run, string? key = null)
    {
        TestedMachine machine = await Boot(cluster, run, key);
        await machine.Grain.Start(run.Plan).WaitAsync(s_patience);
        return machine;
    }

    /// <summary>Boots, starts, waits for the end, reports.</summary>
    public static async Task<MachineReport> Report(InProcessTestCluster cluster, PlannedRun run, string? key = null)
    {
        await using TestedMachine machine = await Start(cluster, run, key);
        return await machine.End();
    }

    public ICpuGrain Cpu(int cpu) => Cluster.Client.GetGrain<ICpuGrain>(GrainKeys.Cpu(Key, cpu));

    public INmiGrain Nmi(int cpu) => Cluster.Client.GetGrain<INmiGrain>(GrainKeys.Nmi(Key, cpu));

    public Task<int> MakeCall(uint site) => Coordinator.MakeCall(site, Cancel).WaitAsync(s_patience);

    public Task<int> MakeNop(uint site) => Coordinator.MakeNop(site, Cancel).WaitAsync(s_patience);

    public Task<int> UpdateFtraceFunc(uint function) =>
        Coordinator.UpdateFtraceFunc(function, Cancel).WaitAsync(s_patience);

    public Task StopMachine() => Coordinator.StopMachine(Cancel).WaitAsync(s_patience);

    /// <summary>Strikes a CPU and waits until its NMI is over.</summary>
    public Task Strike(int cpu) => Nmi(cpu).Strike(Cancel).WaitAsync(s_patience);

    /// <summary>The home of an address.</summary>
    public IMemoryGrain Home(uint address) => Homes.Of(Cluster.Client, Key, SiloSim.Machine.MemoryMap.ToPhysical(address));

    /// <summary>The core itself, on whichever silo it is.</summary>
    public HostedCore Core(int cpu)
    {
        foreach (InProcessSiloHandle silo in Cluster.Silos)
        {
            var host = (MachineHost)Cluster.GetSiloServiceProvider(silo.SiloAddress).GetService(typeof(MachineHost))!;
            try
            {
                return host.Find(Key).Find(cpu);
            }
            catch (MachineException)
            {
                // On another silo.
            }
        }
        throw new InvalidOperationException($"{Key}: cpu {cpu} is on no silo");
    }

    public async Task<uint> Word(uint address) =>
        BinaryPrimitives.ReadUInt32LittleEndian(await Grain.ReadMemory(address, sizeof(uint)));

    /// <summary>The figures of each CPU, which compare by value: the list of sites does not.</summary>
    public static IReadOnlyList<CpuReport> Figures(MachineReport report) =>
        [.. report.Cpus.Select(cpu => cpu with { NmiSites = [] })];

    /// <summary>One shared access, as the coordinator or the NMI of a CPU makes it.</summary>
    public ValueTask<AccessResult> Access(Operation operation, int cpu = -1) => Home(operation.Location).Access(new(
        (int)operation.Kind, operation.Location, operation.Value, operation.Comparand, cpu, 0, false, null));

    /// <summary>Waits for the end of the run.</summary>
    public async Task<MachineReport> End(double seconds = 60)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            MachineStatus status = await Grain.Wait(1000).WaitAsync(s_patience);
            if (status.Ended)
            {
                return await Grain.Report();
            }
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > seconds)
            {
                Assert.Fail($"{Key} did not end in {seconds} s: {status}; {await Cpus()}");
            }
        }
    }

    public async Task<MachineReport> Interrupt()
    {
        await Grain.Interrupt();
        return await End();
    }

    /// <summary>Looks until something holds; a run that ends meanwhile ends the wait.</summary>
    public async Task Until(string what, Func<Task<bool>> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            MachineStatus status = await Grain.Wait(5);
            if (status.Ended || Stopwatch.GetElapsedTime(start) > s_patience)
            {
                Assert.Fail($"{Key}: never saw that {what}; {status}; {await Cpus()}");
            }
        }
    }

    /// <summary>Every CPU goes on by so many instructions.</summary>
    public async Task Progress(long instructions)
    {
        CpuStatus[] before = await Statuses();
        await Until(
            $"every cpu went on by {instructions} instructions",
            async () => (await Statuses()).Zip(before).All(
                pair => pair.First.Instructions >= pair.Second.Instructions + instructions));
    }

    public Task<CpuStatus[]> Statuses() =>
        Task.WhenAll(Enumerable.Range(0, Spec.Cpus).Select(cpu => Cpu(cpu).Status()));

    public async ValueTask DisposeAsync() => await Grain.Remove().WaitAsync(s_patience);

    private async Task<string> Cpus()
    {
        try
        {
            return string.Join(", ", (await Statuses().WaitAsync(TimeSpan.FromSeconds(5))).Take(8).Select(
                cpu => $"cpu {cpu.Cpu} {cpu.Activity} at {Run.Symbols.Describe(cpu.Pc)} after {cpu.Instructions}"));
        }
        catch (Exception exception)
        {
            return $"its cpus do not answer: {exception.Message}";
        }
    }
}
