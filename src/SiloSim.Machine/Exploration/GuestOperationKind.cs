namespace SiloSim.Machine;

/// <summary>
/// What a CPU that is explored does next. It stands before it: nothing of it has happened. The result that
/// <see cref="GuestThread.Resume"/> takes is 0 for kinds that say nothing of it.
/// </summary>
public enum GuestOperationKind
{
    /// <summary>A load of 1, 2 or 4 bytes. Result: what was read, zero-extended.</summary>
    Load,

    /// <summary>A store of 1, 2 or 4 bytes.</summary>
    Store,

    /// <summary>
    /// <c>TAS.B</c>: reads a byte and sets the bits of <see cref="GuestOperation.Value"/> in it, in one step. Result:
    /// the byte before.
    /// </summary>
    TestAndSet,

    /// <summary>
    /// <c>MOVLI.L</c>: reads a word and takes the reservation of it. Result: what was read, which a later
    /// <see cref="StoreConditional"/> has as its comparand.
    /// </summary>
    LoadLinked,

    /// <summary>
    /// <c>MOVCO.L</c> with the reservation still held by this CPU: in one step, stores
    /// <see cref="GuestOperation.Value"/> if nobody has written the word since <see cref="LoadLinked"/>. As the core does
    /// it: if the word still holds <see cref="GuestOperation.Comparand"/>. Result: 1 if it was stored, 0 if not. Where
    /// an NMI, an exception or an own store has taken the reservation, or the address is another, <c>MOVCO.L</c> accesses
    /// nothing and is no operation.
    /// </summary>
    StoreConditional,

    /// <summary><c>SYNCO</c>: the stores before it are in memory.</summary>
    Barrier,

    /// <summary>
    /// An instruction that accesses nothing: the last place where an NMI can strike before <c>SR.BL</c> is set, or, with
    /// <see cref="GuestProgram.StopsEverywhere"/>, any place where one can.
    /// </summary>
    Local,

    /// <summary>The CPU sleeps until an NMI strikes. Nothing resumes it.</summary>
    Sleep,

    /// <summary>
    /// The CPU is done; <see cref="GuestOperation.Value"/> is its exit code, 0 if its checks passed. Nothing resumes it,
    /// but an NMI can still strike.
    /// </summary>
    Exit,

    /// <summary>The CPU cannot go on: <see cref="GuestThread.Failure"/> says why. Nothing resumes it.</summary>
    Failed,
}
