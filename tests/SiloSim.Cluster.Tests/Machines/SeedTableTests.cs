using SiloSim.Explorer;
using SiloSim.Ftrace;
using SiloSim.Grains;
using SiloSim.Grains.Runs;

namespace SiloSim.Cluster.Tests.Machines;

/// <summary>
/// The kernel's functions one by one, in a machine whose CPUs run the trace guest on each silo. The tests hold the protocol
/// where they want it with accesses of their own: as an NMI that runs, or as a patcher that has set the flag.
/// </summary>
public class SeedTableTests(MachineClusters clusters)
{
    private const int Cpus = 6;
    private const uint Flag = ModCode.ModCodeWriteFlag;
    private const string Function = "sys_30";

    /// <summary><c>ftrace_make_nop</c>, <c>ftrace_make_call</c>, <c>ftrace_update_ftrace_func</c>, and their words.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task ACallThatIsMadeIsSeenByTheCpusOfEverySilo(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(silos), Specs.Trace(Cpus));
        SiteSpec site = machine.Spec.Site(Function);
        TracerWord tracer = machine.Spec.Tracer!;
        await machine.Progress(2000); // Every CPU has its text by now, also the page of the site.
        Assert.Equal(site.Initial, await machine.Word(site.Address));

        Assert.Equal(0, await machine.MakeNop(site.Address));
        Assert.Equal(site.Address + 4, await machine.Word(site.Address));
        Assert.Equal(0, await machine.MakeCall(site.Address));
        Assert.Equal(Specs.Address("trace", "ftrace_caller"), await machine.Word(site.Address));
        Assert.Equal(tracer.Stub, await machine.Word(tracer.Address));
        Assert.Equal(new uint[Cpus], await Traced(machine)); // The tracer is the stub as yet.

        Assert.Equal(0, await machine.UpdateFtraceFunc(tracer.Function));
        Assert.Equal(tracer.Function, await machine.Word(tracer.Address));
        await machine.Until("every cpu traced the function", async () => (await Traced(machine)).All(count => count > 2));
        for (int cpu = 0; cpu < Cpus; cpu++)
        {
            uint ring = await Ring(machine, cpu);
            Assert.Equal((uint)cpu, await machine.Word(ring + 16 + 4));
            Assert.Equal(site.Address, await machine.Word(ring + 16 + 8));
        }

        Assert.Equal(0, await machine.MakeNop(site.Address));
        Assert.Equal(site.Address + 4, await machine.Word(site.Address));
        await machine.Progress(5000); // Whoever was in the tracer has come out of it.
        uint[] written = await Traced(machine);
        await machine.Progress(20_000);
        Assert.Equal(written, await Traced(machine));
        Assert.Equal("0 0", await machine.Coordinator.DynInfo());
        Assert.Equal((4L, 4L), await DoneAndRounds(machine));

        MachineReport report = await machine.Interrupt();
        Assert.Equal((RunEnd.Interrupted, Cpus), (report.End, report.CpusExited));
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
        Assert.Empty(report.Violations);
        Assert.Equal([.. Enumerable.Range(0, Cpus).Select(cpu => cpu % silos)], report.Cpus.Select(cpu => cpu.Silo));
    }

    /// <summary>
    /// <c>stop_machine</c>, <c>wait_for_nmi_and_set_mod_flag</c>, <c>nmi_wait_count</c>: with an NMI counted that does not
    /// end, the patcher waits, and all CPUs are parked; yet NMIs are handled, and their CPUs parked again.
    /// </summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task AStoppedMachineExecutesNmisAndNothingElse(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(silos), Specs.Trace(Cpus));
        SiteSpec site = machine.Spec.Site(Function);
        WordsSpec words = machine.Spec.Words;
        await Task.WhenAll(Enumerable.Range(0, Cpus).Select(machine.Strike)); // From now on no CPU holds NMIs back.
        await machine.Progress(2000);
        await machine.Access(Operation.AddAndReturn(words.NmiRunning, 1), cpu: 0);
        Task<int> makeNop = machine.MakeNop(site.Address);
        await machine.Until(
            "the patcher waits for the nmi, with its buffers filled",
            async () => await machine.Word(words.ModCodeNewcode) == site.Nop);
        CpuStatus[] parked = await machine.Statuses();
        Assert.All(parked, cpu => Assert.Equal(CpuActivity.Stopped, cpu.Activity));
        Assert.Equal(1u, await machine.Word(words.NmiRunning)); // No flag while an NMI runs.
        Assert.Equal(site.Address, await machine.Word(words.ModCodeIp));
        Assert.Equal(site.Initial, await machine.Word(site.Address));

        await Task.WhenAll(Enumerable.Range(0, Cpus).Select(machine.Strike));
        CpuStatus[] after = await machine.Statuses();
        Assert.All(after, cpu => Assert.Equal(CpuActivity.Stopped, cpu.Activity));
        Assert.All(after.Zip(parked), pair =>
        {
            Assert.InRange(pair.First.Instructions - pair.Second.Instructions, 100, 1000); // Its handler.
            Assert.Equal(pair.Second.Pc, pair.First.Pc);
        });
        Assert.All(await NmisOfTheGuest(machine), nmis => Assert.Equal(2u, nmis));
        Assert.False(makeNop.IsCompleted);
        Assert.Equal(after, await machine.Statuses());

        await machine.Access(Operation.AddAndReturn(words.NmiRunning, uint.MaxValue), cpu: 0);
        Assert.Equal(0, await makeNop);
        Assert.Equal(site.Nop, await machine.Word(site.Address));
        Assert.Equal("1 0", await machine.Coordinator.DynInfo());
        Assert.Equal((0u, 1u), (await machine.Word(words.NmiRunning), await machine.Word(words.NmiWaitCount)));
        await machine.Progress(2000);
        MachineReport report = await machine.Interrupt();
        Assert.All(report.Cpus, cpu => Assert.Equal((0, 2L), (cpu.ExitCode, cpu.NmiTaken)));
        Assert.Equal([0u, 1u, 0u], report.Words);
    }

    /// <summary>A patcher whose client has gone does not leave the machine stopped, nor patches it together with the next.</summary>
    [Theory, InlineData(1), InlineData(2)]
    public async Task AWaitThatIsCancelledLeavesTheStopToItsEnd(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(silos), Specs.Trace(Cpus));
        SiteSpec site = machine.Spec.Site(Function);
        WordsSpec words = machine.Spec.Words;
        await machine.Strike(Cpus - 1); // From now on it does not hold NMIs back.
        await machine.Access(Operation.AddAndReturn(words.NmiRunning, 1), cpu: 0);
        using var cancel = new CancellationTokenSource();
        Task<int> makeNop = machine.Coordinator.MakeNop(site.Address, cancel.Token);
        await machine.Until(
            "the patcher waits for the nmi", async () => await machine.Word(words.ModCodeNewcode) == site.Nop);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => makeNop.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Task<int> makeCall = machine.MakeCall(site.Address);
        await machine.Strike(Cpus - 1);
        Assert.All(await machine.Statuses(), cpu => Assert.Equal(CpuActivity.Stopped, cpu.Activity));
        Assert.Equal(site.Nop, await machine.Word(words.ModCodeNewcode)); // The next one has not begun.
        await machine.Access(Operation.AddAndReturn(words.NmiRunning, uint.MaxValue), cpu: 0);
        Assert.Equal(0, await makeCall);
        Assert.Equal(site.Call, await machine.Word(site.Address));
        await machine.Progress(2000);
        Assert.Equal((2L, 2L), await DoneAndRounds(machine));
    }

    /// <summary><c>ftrace_nmi_enter</c>, <c>ftrace_mod_code</c>, <c>ftrace_nmi_exit</c>, <c>nmi_update_count</c>.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task AnNmiThatSeesTheFlagWritesTheCode(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(silos), Specs.Trace(Cpus));
        SiteSpec site = machine.Spec.Site(Function);
        WordsSpec words = machine.Spec.Words;
        await machine.Progress(2000);
        for (int cpu = 0; cpu < silos; cpu++) // One on each silo.
        {
            uint word = cpu % 2 == 0 ? site.Nop : site.Call;
            await machine.Access(Operation.Store(words.ModCodeIp, site.Address));
            await machine.Access(Operation.Store(words.ModCodeNewcode, word));
            await machine.Access(Operation.AddAndReturn(words.NmiRunning, Flag));
            await machine.Strike(cpu);
            Assert.Equal(Flag, await machine.Word(words.NmiRunning)); // It has entered and gone, and left the flag.
            Assert.Equal(word, await machine.Word(site.Address));
            Assert.Equal(0u, await machine.Word(words.ModCodeStatus));
            await machine.Access(Operation.CompareExchange(words.NmiRunning, Flag, 0));
            await machine.Strike(cpu); // No flag, no write.
            Assert.Equal($"0 {cpu + 1}", await machine.Coordinator.DynInfo());
            Assert.Equal((uint)cpu + 1, await machine.Word(words.NmiUpdateCount));
            Assert.Equal(1, (await machine.Nmi(cpu).Totals()).WroteCode);
        }
        Assert.Equal(0u, await machine.Word(words.NmiRunning));
        await machine.Progress(2000);
        MachineReport report = await machine.Interrupt();
        Assert.Equal(silos, report.Nmis.WroteCode);
        Assert.Equal(2 * silos, report.Cpus.Sum(cpu => cpu.NmiTaken));
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
    }

    /// <summary><c>clear_mod_flag</c> by an NMI: "If we fail, then kill any new writers."</summary>
    [Theory, InlineData(1), InlineData(3)]
    public async Task AnNmiWhoseWriteFailsClearsTheFlag(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(silos), ReadOnly());
        SiteSpec site = machine.Spec.Site(Function);
        WordsSpec words = machine.Spec.Words;
        await machine.Progress(2000);
        await machine.Access(Operation.Store(words.ModCodeIp, site.Address));
        await machine.Access(Operation.Store(words.ModCodeNewcode, site.Nop));
        await machine.Access(Operation.AddAndReturn(words.NmiRunning, Flag));
        await machine.Strike(Cpus - 1);
        Assert.Equal(0u, await machine.Word(words.NmiRunning));
        Assert.Equal(unchecked((uint)Errno.Efault), await machine.Word(words.ModCodeStatus));
        Assert.Equal(site.Initial, await machine.Word(site.Address));
        Assert.Equal(1u, await machine.Word(words.NmiUpdateCount));
        await Task.WhenAll(Enumerable.Range(0, Cpus).Select(machine.Strike));
        Assert.Equal(1u, await machine.Word(words.NmiUpdateCount)); // Nobody has gone on.
    }

    [Theory, InlineData(1), InlineData(3)]
    public async Task AReadOnlyFrameIsEpermAndNothingIsLeftBehind(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(silos), ReadOnly());
        SiteSpec site = machine.Spec.Site(Function);
        SiteSpec other = machine.Spec.Sites.First(
            candidate => !machine.Spec.ReadOnlyFrames.Contains(FrameOf(candidate.Address)));
        WordsSpec words = machine.Spec.Words;
        await machine.Progress(2000);
        Assert.Equal(Errno.Eperm, await machine.MakeNop(site.Address));
        Assert.Equal(0u, await machine.Word(words.NmiRunning));
        Assert.Equal(site.Initial, await machine.Word(site.Address));
        Assert.Equal(unchecked((uint)Errno.Efault), await machine.Word(words.ModCodeStatus));
        await Task.WhenAll(Enumerable.Range(0, Cpus).Select(machine.Strike));
        Assert.Equal("0 0", await machine.Coordinator.DynInfo());
        Assert.Equal(0, await machine.MakeNop(other.Address)); // The protocol works on.
        Assert.Equal(other.Nop, await machine.Word(other.Address));
        CoordinatorTotals totals = await machine.Coordinator.Totals();
        Assert.Equal((1L, 0L, 0L, 1L), (totals.Done, totals.Fault, totals.Invalid, totals.NotPermitted));
        MachineReport report = await machine.Interrupt();
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
        Assert.Empty(report.Violations);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task WhatIsNoCallSiteIsLeftAsItIs(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(await clusters.Of(silos), Specs.Trace(Cpus));
        SiteSpec site = machine.Spec.Site(Function);
        uint unused = SiloSim.Machine.MemoryMap.ToP1(0x0c00_0000 + (40u << 20)); // Zero, as memory is that nobody has used.
        foreach (uint nothing in new[] { 0x0000_0000u, 0x8400_0000, 0x9000_0000, 0x8bff_fffc, 0xff00_0000, 0xffff_fffc })
        {
            Assert.Equal(Errno.Efault, await machine.MakeCall(nothing));
            Assert.Equal(Errno.Efault, await machine.MakeNop(nothing));
        }
        foreach (uint other in new[] { Specs.Address("trace", "_start") & ~3u, unused, site.Address - 4 })
        {
            uint word = await machine.Word(other);
            Assert.Equal(Errno.Einval, await machine.MakeCall(other));
            Assert.Equal(Errno.Einval, await machine.MakeNop(other));
            Assert.Equal(word, await machine.Word(other));
        }
        Assert.Equal(Errno.Einval, await machine.MakeCall(site.Address)); // It holds mcount, neither the call nor the nop.
        Assert.Equal(0, await machine.MakeNop(site.Address));
        Assert.Equal(Errno.Einval, await machine.MakeNop(site.Address));
        Assert.Equal(0, await machine.MakeCall(site.Address));
        Assert.Equal(Errno.Einval, await machine.MakeCall(site.Address));
        Assert.Equal(site.Call, await machine.Word(site.Address));
        CoordinatorTotals totals = await machine.Coordinator.Totals();
        Assert.Equal((2L, 12L, 9L, 0L), (totals.Done, totals.Fault, totals.Invalid, totals.NotPermitted));
        Assert.Equal(0u, await machine.Word(machine.Spec.Words.NmiRunning));
    }

    [Fact]
    public async Task AGuestWithoutTheSecondLiteralHasNoTracerToChoose()
    {
        PlannedRun run = Specs.Trace(1);
        run = run with { Spec = run.Spec with { Tracer = null } };
        await using TestedMachine machine = await TestedMachine.Boot(await clusters.Of(1), run);
        Assert.Equal(Errno.Efault, await machine.UpdateFtraceFunc(0x8c00_1000));
    }

    /// <summary>Kconfig: <c>HAVE_FTRACE_NMI_ENTER if DYNAMIC_FTRACE</c>.</summary>
    [Theory, InlineData(1), InlineData(2)]
    public async Task WithoutDynamicFtraceNmisSkipTheProtocolAndNothingIsPatched(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(silos), Specs.Trace(Cpus, new RunOptions { DynamicFtrace = false, NmiEvery = 0 }));
        SiteSpec site = machine.Spec.Site(Function);
        WordsSpec words = machine.Spec.Words;
        await machine.Progress(2000);
        MachineException refused = await Assert.ThrowsAsync<MachineException>(() => machine.MakeNop(site.Address));
        Assert.Equal($"{machine.Key} runs without dynamic ftrace: nothing can be patched", refused.Message);
        await machine.Access(Operation.Store(words.ModCodeIp, site.Address));
        await machine.Access(Operation.Store(words.ModCodeNewcode, site.Nop));
        await machine.Access(Operation.AddAndReturn(words.NmiRunning, Flag));
        await Task.WhenAll(Enumerable.Range(0, Cpus).Select(machine.Strike));
        Assert.Equal((Flag, 0u), (await machine.Word(words.NmiRunning), await machine.Word(words.NmiUpdateCount)));
        Assert.Equal(site.Initial, await machine.Word(site.Address));
        Assert.All(await NmisOfTheGuest(machine), nmis => Assert.Equal(1u, nmis)); // The guest's handler has run.
        await machine.Access(Operation.CompareExchange(words.NmiRunning, Flag, 0));
        await machine.StopMachine(); // It needs no ftrace.
        MachineReport report = await machine.Interrupt();
        Assert.All(report.Cpus, cpu => Assert.Equal((0, 1L), (cpu.ExitCode, cpu.NmiTaken)));
    }

    /// <summary><c>ftrace_dyn_arch_init</c>, over the grains' memory.</summary>
    [Theory, InlineData(1), InlineData(3)]
    public async Task InitSetsTheProtocolsWordsToZero(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Boot(await clusters.Of(silos), Specs.Trace(2));
        WordsSpec words = machine.Spec.Words;
        uint[] all = [words.NmiRunning, words.ModCodeIp, words.ModCodeNewcode, words.ModCodeStatus, words.NmiWaitCount, words.NmiUpdateCount];
        foreach (uint word in all)
        {
            Assert.Equal(0u, await machine.Word(word));
            await machine.Access(Operation.Store(word, 0xdead_beef));
        }
        var modCode = new ModCode(words.ToSharedWords(), Variant.Whole);
        RoutineThread<int> init = RoutineThread.Start(() => modCode.FtraceDynArchInit());
        await new RoutineDriver(machine.Home(words.NmiRunning), cpu: -1).Run(init);
        Assert.Equal(0, init.Result);
        foreach (uint word in all)
        {
            Assert.Equal(0u, await machine.Word(word));
        }
    }

    [Theory, InlineData(1), InlineData(3)]
    public async Task CallsOfTheCoordinatorQueue(int silos)
    {
        await using TestedMachine machine = await TestedMachine.Start(
            await clusters.Of(silos), Specs.Trace(Cpus, new RunOptions { NmiEvery = 3000 }));
        SiteSpec[] sites = [.. machine.Spec.Sites.Take(20)];
        int[] nops = await Task.WhenAll(sites.Select(site => machine.MakeNop(site.Address)));
        Assert.All(nops, status => Assert.Equal(0, status));
        Task<int>[] calls = [.. sites.Select(site => machine.MakeCall(site.Address))];
        Task stop = machine.StopMachine();
        Assert.All(await Task.WhenAll(calls), status => Assert.Equal(0, status));
        await stop;
        foreach (SiteSpec site in sites)
        {
            Assert.Equal(site.Call, await machine.Word(site.Address));
        }
        Assert.Equal((40L, 41L), await DoneAndRounds(machine));
        MachineReport report = await machine.Interrupt();
        Assert.All(report.Cpus, cpu => Assert.Equal(0, cpu.ExitCode));
        Assert.Empty(report.Violations);
        Assert.Equal(0u, report.Words[0]);
    }

    private static PlannedRun ReadOnly() => Specs.Trace(Cpus, new RunOptions { NmiEvery = 0, ReadOnlyPattern = Function });

    private static int FrameOf(uint address) =>
        (int)((SiloSim.Machine.MemoryMap.ToPhysical(address) - SiloSim.Machine.MemoryMap.RamBase) / 4096);

    private static async Task<(long Done, long Rounds)> DoneAndRounds(TestedMachine machine)
    {
        CoordinatorTotals totals = await machine.Coordinator.Totals();
        return (totals.Done, totals.Rounds);
    }

    private static async Task<uint> Ring(TestedMachine machine, int cpu) =>
        await machine.Word(Specs.Address("trace", "ftrace_ring_base"))
        + ((uint)cpu * await machine.Word(Specs.Address("trace", "ftrace_ring_stride")));

    /// <summary>Entries that each CPU's tracer has written.</summary>
    private static async Task<uint[]> Traced(TestedMachine machine)
    {
        uint[] written = new uint[machine.Spec.Cpus];
        for (int cpu = 0; cpu < written.Length; cpu++)
        {
            written[cpu] = await machine.Word(await Ring(machine, cpu));
        }
        return written;
    }

    /// <summary>NMIs as each CPU's handler counts them.</summary>
    private static async Task<uint[]> NmisOfTheGuest(TestedMachine machine)
    {
        uint area = Specs.Address("trace", "_end");
        uint[] nmis = new uint[machine.Spec.Cpus];
        for (int cpu = 0; cpu < nmis.Length; cpu++)
        {
            nmis[cpu] = await machine.Word(area + ((uint)cpu * 4096) + 8);
        }
        return nmis;
    }
}
