using Orleans.Concurrency;

namespace SiloSim.Grains;

/// <summary>One simulated machine: its spec, its boot, its run, its end. Key: <c>m1</c>.</summary>
[Alias("silosim.IMachineGrain")]
public interface IMachineGrain : IMovableGrain
{
    /// <summary>Builds the machine: fills its memory grains and hands one core to the engine of each CPU's silo.</summary>
    /// <param name="spec">What to build.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="MachineException">The machine is booted already, or a part of it cannot be reached.</exception>
    [Alias("Boot"), AlwaysInterleave]
    Task Boot([Immutable] MachineSpec spec, CancellationToken cancel = default);

    /// <summary>Lets the CPUs run, and the coordinator work through a plan. Returns at once.</summary>
    /// <param name="plan">What is to be modified.</param>
    /// <exception cref="MachineException">Not booted, or run before.</exception>
    [Alias("Start"), AlwaysInterleave]
    Task Start([Immutable] RunPlan plan);

    /// <summary>Waits until the run has ended or a while has passed. An answer that is lost can be asked for again.</summary>
    /// <param name="milliseconds">The longest wait, 0 to 20,000: a call must never be as long as a run.</param>
    /// <param name="outputSeen">Bytes of the guest's console output that are not wanted again.</param>
    /// <returns>Where the run stands.</returns>
    [Alias("Wait"), AlwaysInterleave]
    Task<MachineStatus> Wait(int milliseconds, int outputSeen = 0);

    /// <summary>
    /// A silo is about to leave: what it has of the machine goes to the others, and a run in free mode goes on. One in lockstep
    /// is left alone: its turns cannot be interrupted, and it ends when the silo is gone.
    /// </summary>
    /// <param name="silo">The silo that leaves.</param>
    /// <returns>When the silo has nothing of the machine any more, but for this grain, which moves last.</returns>
    [Alias("HandOver"), AlwaysInterleave]
    Task HandOver(SiloAddress silo);

    /// <summary>Spreads the CPUs of a machine in free mode evenly over the silos that the cluster has now, while it runs.</summary>
    /// <returns>How many CPUs were moved.</returns>
    /// <exception cref="MachineException">It runs in lockstep, or is not booted, or a part of it cannot be reached.</exception>
    [Alias("Rebalance"), AlwaysInterleave]
    Task<int> Rebalance();

    /// <summary>Asks the run to end, as Ctrl-C does: the guests are told, and the report says <c>interrupted</c>.</summary>
    [Alias("Interrupt"), AlwaysInterleave]
    Task Interrupt();

    /// <summary>What the run has measured. Call it when <see cref="Wait"/> says that the run has ended.</summary>
    [Alias("Report"), AlwaysInterleave]
    Task<MachineReport> Report();

    /// <summary>Reads guest memory at its homes.</summary>
    /// <param name="address">A guest address in P0, P1 or P2.</param>
    /// <param name="bytes">1 to 1 MiB.</param>
    /// <exception cref="MachineException">A part of the range is no memory.</exception>
    [Alias("ReadMemory"), AlwaysInterleave]
    Task<byte[]> ReadMemory(uint address, int bytes);

    /// <summary>Takes the machine apart: its cores leave the engines and its memory is returned.</summary>
    [Alias("Remove"), AlwaysInterleave]
    Task Remove();

    /// <summary>From an engine: something happened to a CPU in free mode.</summary>
    /// <param name="happened">What.</param>
    [Alias("Happened"), AlwaysInterleave, OneWay]
    Task Happened([Immutable] CpuEvent happened);
}
