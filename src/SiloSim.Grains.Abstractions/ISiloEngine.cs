using Orleans.Services;

namespace SiloSim.Grains;

/// <summary>The engine of one silo, which runs the guest code of its CPUs on threads of its own.</summary>
[Alias("silosim.ISiloEngine")]
public interface ISiloEngine : IGrainService
{
    /// <summary>Makes room for a machine: tables of frames, call-site words to observe.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="spec">The machine, without its image.</param>
    /// <param name="silo">This silo's number in the machine.</param>
    [Alias("Prepare")]
    Task Prepare(string machine, [Immutable] MachineSpec spec, int silo);

    /// <summary>Lets the machine's cores run, in free mode.</summary>
    /// <param name="machine">The machine's key.</param>
    [Alias("Run")]
    Task Run(string machine);

    /// <summary>Lockstep: runs one core for one turn.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="turn">Which core, and how far.</param>
    [Alias("Turn")]
    Task<TurnResult> Turn(string machine, [Immutable] TurnRequest turn);

    /// <summary>A phase of <c>stop_machine</c> begins.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="phase">The phase: 1 Prepare, 2 DisableIrq, 3 Run, 4 Exit.</param>
    /// <returns>When every CPU of this silo has acknowledged it.</returns>
    [Alias("Phase")]
    Task Phase(string machine, int phase);

    /// <summary>Free mode: stops the machine wholly, so that its cores and frames can be moved. NMIs neither run nor begin.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <returns>When nothing runs, waits for a frame or is on its way here.</returns>
    [Alias("Freeze")]
    Task Freeze(string machine);

    /// <summary>A frozen machine goes on.</summary>
    /// <param name="machine">The machine's key.</param>
    [Alias("Thaw")]
    Task Thaw(string machine);

    /// <summary>The home takes a frame back, or asks to keep it for reading only.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="recall">Which frame of which grant.</param>
    /// <param name="life">Of which machine: <see cref="MachineSpec.Life"/>.</param>
    /// <returns>The bytes, if the copy was exclusive.</returns>
    [Alias("GiveUp")]
    Task<FrameReturn> GiveUp(string machine, [Immutable] RecallMessage recall, Guid life);

    /// <summary>The modelled instruction caches of this silo's cores forget a range, each before its next fetch.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="physical">Physical address of the first byte.</param>
    /// <param name="bytes">Bytes, 0 or more.</param>
    [Alias("ForgetText")]
    Task ForgetText(string machine, uint physical, int bytes);

    /// <summary>What <em>keep going</em> answers from now on.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <param name="keepGoing">Whether the run still has work for this guest.</param>
    [Alias("KeepGoing")]
    Task KeepGoing(string machine, bool keepGoing);

    /// <summary>Answers, if this silo is there and has a part of the machine.</summary>
    /// <param name="machine">The machine's key.</param>
    [Alias("Alive")]
    Task Alive(string machine);

    /// <summary>What this silo's part of the machine did so far.</summary>
    /// <param name="machine">The machine's key.</param>
    [Alias("Report")]
    Task<SiloReport> Report(string machine);

    /// <summary>What this silo has of all machines.</summary>
    [Alias("Inventory")]
    Task<EngineStatus> Inventory();

    /// <summary>Forgets the machine; whatever waits in it is cancelled.</summary>
    /// <param name="machine">The machine's key.</param>
    /// <returns>The CPUs whose NMI grain is active: those that were struck.</returns>
    [Alias("Drop")]
    Task<int[]> Drop(string machine);
}
