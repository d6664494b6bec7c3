using Orleans.Concurrency;

namespace SiloSim.Grains;

/// <summary>The home of one bank of physical memory: 1 MiB of frames and their directory. Key: <c>m1/bank/0</c>.</summary>
[Alias("silosim.IMemoryGrain")]
public interface IMemoryGrain : IMovableGrain
{
    /// <summary>Builds the bank.</summary>
    /// <param name="spec">Its place, its contents, and the words that it is home of.</param>
    [Alias("Prepare"), AlwaysInterleave]
    Task Prepare([Immutable] BankSpec spec);

    /// <summary>A silo asks for a copy of a frame. Copies of others are recalled first.</summary>
    /// <param name="frame">Frame number within RAM.</param>
    /// <param name="silo">Number of the silo that asks.</param>
    /// <param name="exclusive">To write; else to read.</param>
    /// <param name="life">Of which machine: <see cref="MachineSpec.Life"/>.</param>
    [Alias("Acquire"), AlwaysInterleave]
    Task<FrameMessage> Acquire(int frame, int silo, bool exclusive, Guid life);

    /// <summary>A silo asks for copies of many frames, to read, in one message.</summary>
    /// <param name="frames">Frame numbers within RAM.</param>
    /// <param name="silo">Number of the silo that asks.</param>
    /// <param name="life">Of which machine: <see cref="MachineSpec.Life"/>.</param>
    /// <returns>
    /// Those that can be granted at once; the silo asks for the others one by one. Two frames in one answer must not wait for
    /// each other: what one silo holds back until it has the answer, another may need before it gives up what the answer waits for.
    /// </returns>
    [Alias("Fetch"), AlwaysInterleave]
    Task<FramesMessage> Fetch([Immutable] int[] frames, int silo, Guid life);

    /// <summary>An access of a guest to a contended frame, done at the home and atomic against all silos.</summary>
    /// <param name="access">What.</param>
    /// <param name="silo">Number of the silo whose core makes it.</param>
    /// <param name="life">Of which machine: <see cref="MachineSpec.Life"/>.</param>
    /// <returns>What came of it; it is not done where the frame is worth its move after all.</returns>
    /// <exception cref="MachineException">It is no access to this bank, or the machine was removed.</exception>
    [Alias("Perform"), AlwaysInterleave]
    ValueTask<GuestAnswer> Perform(GuestAccess access, int silo, Guid life);

    /// <summary>One shared access of the protocol, executed at the home and atomic against all silos.</summary>
    /// <param name="access">What, and who asks.</param>
    [Alias("Access"), AlwaysInterleave]
    ValueTask<AccessResult> Access([Immutable] ProtocolAccess access);

    /// <summary>Reads bytes, as a debugger does. No copy is lost by it.</summary>
    /// <param name="physical">Physical address; the range lies in this bank.</param>
    /// <param name="bytes">1 to the bank's size.</param>
    [Alias("Read"), AlwaysInterleave]
    Task<byte[]> Read(uint physical, int bytes);

    /// <summary>The protocol's last steps at this home, oldest first, and the violations that it saw.</summary>
    /// <param name="ended">The run is over: what must hold at its end is checked.</param>
    [Alias("Watched"), AlwaysInterleave]
    Task<WatchReport> Watched(bool ended);

    /// <summary>Takes all frames back from all silos. For a machine that is frozen, or has ended.</summary>
    [Alias("Gather"), AlwaysInterleave]
    Task Gather();

    /// <summary>The machine has other silos than before.</summary>
    /// <param name="silos">Its silos by number; null for one that has left, which has no frame any more.</param>
    [Alias("Regroup"), AlwaysInterleave]
    Task Regroup([Immutable] SiloAddress?[] silos);

    /// <summary>Returns the memory.</summary>
    [Alias("Remove"), AlwaysInterleave]
    Task Remove();
}
