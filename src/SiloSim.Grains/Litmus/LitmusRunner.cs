using System.Buffers.Binary;
using System.Collections.Immutable;
using SiloSim.Grains.Runs;
using SiloSim.Machine;
using SiloSim.Machine.Litmus;

namespace SiloSim.Grains.Litmus;

/// <summary>Runs the guest of a litmus test on a machine, and reads what came of it from its memory.</summary>
public static class LitmusRunner
{
    /// <summary>CPUs of each machine: as many as the largest test has threads. Those that are not needed exit at once.</summary>
    public const int Cpus = 4;

    private const int Outcomes = 256;
    private const int LockstepQuantum = 16; // Short turns: what matters is between two instructions.
    private const uint FreeInstances = 1024; // In a batch.
    private const uint FewInstances = 32;
    private const uint LockstepInstances = 256;
    private const uint GroupInstances = 8;
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromHours(6);

    /// <summary>Runs a test.</summary>
    /// <param name="grains">A client of the cluster, or a silo's own.</param>
    /// <param name="test">The test.</param>
    /// <param name="elf">Its guest.</param>
    /// <param name="options">How.</param>
    /// <param name="cancel">Ends it; what has been counted is lost.</param>
    /// <exception cref="WrongUsageException">The machine cannot be placed so.</exception>
    /// <exception cref="MachineException">A part of it failed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public static async Task<LitmusRow> Run(
        IGrainFactory grains, LitmusTest test, ElfFile elf, LitmusOptions options, CancellationToken cancel)
    {
        PlannedRun run = Plan(test, elf, options);
        byte[] counts = [];
        RunReport report = await Experiment.Run(
            grains,
            run,
            progress: null,
            cancel,
            async machine => counts = await machine.ReadMemory(run.AddressOf("litmus_counts"), Outcomes * sizeof(uint)));
        cancel.ThrowIfCancellationRequested();
        if (report.Outcome != RunOutcome.Done)
        {
            throw new MachineException($"litmus test {test.Name} did not end well: {report.GuestFailure?.Cause ?? "it was not done"}");
        }
        return new LitmusRow(
            test,
            options.Placement,
            options.Layout,
            ModelOf(test, options.Mode, report),
            Enumerable.Range(0, Outcomes)
                .Select(outcome => (Outcome: outcome, Count: (long)BinaryPrimitives.ReadUInt32LittleEndian(counts.AsSpan(outcome * sizeof(uint)))))
                .Where(static count => count.Count > 0)
                .ToImmutableSortedDictionary(static count => count.Outcome, static count => count.Count));
    }

    // A CPU that was moved may have been on a silo with another one for a while.
    private static LitmusModel ModelOf(LitmusTest test, RunMode mode, RunReport report) =>
        mode == RunMode.Lockstep ? LitmusModel.Lockstep
        : report.CpusMoved == 0
            && report.PerCpu.Take(test.Threads.Length).DistinctBy(static cpu => cpu.Silo).Count() == test.Threads.Length
            ? LitmusModel.AcrossSilos
        : LitmusModel.WithinASilo;

    private static PlannedRun Plan(LitmusTest test, ElfFile elf, LitmusOptions options)
    {
        PlannedRun run = RunPlanner.Plan(test.Name + ".elf", elf, new RunOptions
        {
            Cpus = Cpus,
            Mode = options.Mode,
            Seed = options.Seed,
            Placement = options.Placement,
            NmiEvery = 0,
            Toggles = 0,
            TimeLimit = s_timeLimit,
        });
        (uint instances, uint step, uint apart) = options.Layout switch
        {
            LitmusLayout.Beside => (FreeInstances, 8u, 4u),
            LitmusLayout.Frame => (FreeInstances, 128u, 64u),
            _ => (FewInstances, MemoryMap.FrameBytes, FewInstances * MemoryMap.FrameBytes),
        };
        instances = options.Mode == RunMode.Lockstep ? Math.Min(LockstepInstances, instances) : instances;
        // What threads know of each other's place is in frames too: across silos looking for it would be most of the work.
        uint group = options.Mode == RunMode.Lockstep || options.Placement == "pack" ? GroupInstances : instances;
        uint batches = (uint)Math.Clamp((options.Instances + instances - 1) / instances, 1, int.MaxValue);
        run = run.WithWords("litmus_options", batches, instances, step, apart, (uint)options.Seed, group);
        return run with { Spec = run.Spec with { Quantum = LockstepQuantum }, Plan = run.Plan with { UntilInterrupted = true } };
    }
}
