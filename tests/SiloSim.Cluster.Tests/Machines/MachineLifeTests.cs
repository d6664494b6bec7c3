using SiloSim.Explorer;
using SiloSim.Grains;
using SiloSim.Grains.Runs;
using SiloSim.Machine;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>A machine from boot to removal, and what may not be asked of it.</summary>
public class MachineLifeTests(MachineClusters clusters)
{
    [Theory, InlineData(1), InlineData(3)]
    public async Task AMachineBootsOnceAndRunsOnce(int silos)
    {
        PlannedRun run = TinyGuests.WaitsForTheEnd(RunMode.Free, cpus: 3);
        await using TestedMachine machine = await TestedMachine.Boot(await clusters.Of(silos), run);
        await Refused("booted already", () => machine.Grain.Boot(run.Spec, TestContext.Current.CancellationToken));
        await Refused("the run has not ended", machine.Grain.Report);
        await machine.Grain.Start(run.Plan);
        await Refused("has run already", () => machine.Grain.Start(run.Plan));
        await machine.Interrupt();
        await Refused("has run already", () => machine.Grain.Start(run.Plan));

        Task Refused(string why, Func<Task> call) => MachineLifeTests.Refused($"{machine.Key}: {why}", call);
    }

    [Fact]
    public async Task AMachineThatIsNotBootedDoesNothing()
    {
        string key = MachineClusters.NewKey("nothing");
        var client = (await clusters.Of(1)).Client;
        IMachineGrain machine = client.GetGrain<IMachineGrain>(key);
        await Refused($"{key}: not booted", () => machine.Start(TinyGuests.ExitsAtOnce(RunMode.Free).Plan));
        await Refused($"{key}: not booted", () => machine.Wait(0));
        await Refused($"{key}: not booted", () => machine.ReadMemory(0x8c00_1000, 4));
        await Refused(
            $"{key}: no such machine",
            () => client.GetGrain<ICoordinatorGrain>(GrainKeys.Coordinator(key)).MakeCall(
                TinyGuests.Site, TestContext.Current.CancellationToken));
        await Refused(
            $"{key}: this silo has no part of it", client.GetGrain<ICpuGrain>(GrainKeys.Cpu(key, 0)).Status);
        await Refused(
            $"{key}: this silo has no part of it",
            () => client.GetGrain<INmiGrain>(GrainKeys.Nmi(key, 0)).Strike(TestContext.Current.CancellationToken));
        await machine.Remove();
    }

    /// <summary>A spec that is wrong leaves nothing behind: the right one boots under the same key.</summary>
    [Fact]
    public async Task AnUnknownStepOrUnitIsNamedAndTheKeyStaysFree()
    {
        string key = MachineClusters.NewKey("wrong");
        var cluster = await clusters.Of(1);
        IMachineGrain machine = cluster.Client.GetGrain<IMachineGrain>(key);
        PlannedRun run = TinyGuests.ExitsAtOnce(RunMode.Lockstep);
        MachineException step = await Assert.ThrowsAsync<MachineException>(() => machine.Boot(
            run.Spec with { Without = ["nmi-write", "NmiWrite"] }, TestContext.Current.CancellationToken));
        Assert.StartsWith("unknown step 'NmiWrite'; the steps are", step.Message);
        await Refused("unknown patch unit 'byte'", () => machine.Boot(
            run.Spec with { PatchUnit = "byte" }, TestContext.Current.CancellationToken));
        MachineReport report = await TestedMachine.Report(cluster, run, key);
        Assert.Equal((RunEnd.Done, 2), (report.End, report.CpusExited));
    }

    [Theory, InlineData(1), InlineData(3)]
    public async Task MemoryIsReadAcrossItsHomesAndNotBeyondThem(int silos)
    {
        PlannedRun run = Specs.Trace(2);
        await using TestedMachine machine = await TestedMachine.Boot(await clusters.Of(silos), run);
        const uint SecondBank = 0x8c10_0000;
        foreach (uint address in new[] { SecondBank - 8, SecondBank - 4, SecondBank, SecondBank + 4 })
        {
            await machine.Access(Operation.Store(address, ~address));
        }
        byte[] across = await machine.Grain.ReadMemory(SecondBank - 8, 16);
        Assert.Equal(
            [~(SecondBank - 8), ~(SecondBank - 4), ~SecondBank, ~(SecondBank + 4)],
            Enumerable.Range(0, 4).Select(word => BitConverter.ToUInt32(across, word * 4)));
        foreach (ImagePart part in run.Spec.Image)
        {
            int bytes = Math.Min(part.Bytes.Length, 1 << 20);
            Assert.Equal(part.Bytes[..bytes], await machine.Grain.ReadMemory(MemoryMap.ToP1(part.Physical), bytes));
            Assert.Equal(part.Bytes[..bytes], await machine.Grain.ReadMemory(part.Physical, bytes)); // P0
        }
        Assert.Equal(1 << 20, (await machine.Grain.ReadMemory(0x8c08_0000, 1 << 20)).Length);
        foreach ((uint address, int bytes) in new[]
        {
            (0x8bff_fffcu, 4), (0x8bff_fffcu, 8), (0x8fff_fffcu, 8), (0x9000_0000u, 1), (0xffff_fff0u, 16), (0xffff_fff0u, 32),
            (0x8c00_0000u, 0), (0x8c00_0000u, -1), (0x8c00_0000u, (1 << 20) + 1),
        })
        {
            await Refused(
                FormattableString.Invariant($"{machine.Key}: no memory at {address:x8}, {bytes} bytes"),
                () => machine.Grain.ReadMemory(address, bytes));
        }
    }

    /// <summary>Also one that is removed while it runs, and whose successor has the same key.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task RemoveReturnsAndTheKeyCanBeUsedAgain(int silos)
    {
        var cluster = await clusters.Of(silos);
        string key = MachineClusters.NewKey("again");
        for (int time = 0; time < 4; time++)
        {
            RunMode mode = time % 2 == 0 ? RunMode.Free : RunMode.Lockstep;
            TestedMachine running = await TestedMachine.Start(cluster, TinyGuests.WaitsForTheEnd(mode, cpus: 3), key);
            Assert.False((await running.Grain.Wait(0)).Ended);
            await running.DisposeAsync();
            MachineReport report = await TestedMachine.Report(cluster, TinyGuests.ExitsAtOnce(mode), key);
            Assert.Equal((RunEnd.Done, 2, 4L), (report.End, report.CpusExited, report.Coordinator.Done));
            Assert.Null(report.Fault);
        }
        foreach (var silo in cluster.Silos)
        {
            var host = (SiloSim.Grains.Engine.MachineHost)cluster.GetSiloServiceProvider(silo.SiloAddress)
                .GetService(typeof(SiloSim.Grains.Engine.MachineHost))!;
            await Refused($"{key}: this silo has no part of it", () => Task.FromResult(host.Find(key)));
        }
        IMachineGrain gone = cluster.Client.GetGrain<IMachineGrain>(key);
        await gone.Remove(); // Twice is once.
        await Refused($"{key}: not booted", () => gone.Wait(0));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task TwoMachinesDoNotDisturbEachOther(int silos)
    {
        var cluster = await clusters.Of(silos);
        PlannedRun lockstep = Specs.Plan("trace", new RunOptions { Toggles = 1, NmiEvery = 5000, Rest = 2000, Cpus = 2 });
        PlannedRun free = Specs.Plan("trace", new RunOptions { Toggles = 2, Mode = RunMode.Free, Cpus = 3 });
        MachineReport alone = await TestedMachine.Report(cluster, lockstep);
        MachineReport[] both = await Task.WhenAll(
            TestedMachine.Report(cluster, lockstep), TestedMachine.Report(cluster, free));
        Assert.Equal(TestedMachine.Figures(alone), TestedMachine.Figures(both[0]));
        Assert.Equal(alone.Words, both[0].Words);
        Assert.Equal([(2 * 244) + 1L, (3 * 244) + 2L], both.Select(report => report.Coordinator.Done));
        Assert.All(both, report =>
        {
            Assert.Equal((RunEnd.Done, (string?)null), (report.End, report.Fault));
            Assert.Empty(report.Violations);
            Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
        });
    }

    private static async Task Refused(string message, Func<Task> call) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<MachineException>(call)).Message);
}
