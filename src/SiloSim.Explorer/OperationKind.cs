namespace SiloSim.Explorer;

/// <summary>What a <see cref="Routine"/> can ask of the world outside of it.</summary>
public enum OperationKind
{
    /// <summary>Nothing: the value of a default <see cref="Operation"/>, never posted.</summary>
    None,

    /// <summary>Load the word at <see cref="Operation.Location"/>; the result is its value.</summary>
    Load,

    /// <summary>
    /// Load the halfword at <see cref="Operation.Location"/>; the result is its value, zero-extended.
    /// </summary>
    LoadHalfword,

    /// <summary>Store <see cref="Operation.Value"/> in the word at <see cref="Operation.Location"/>.</summary>
    Store,

    /// <summary>Store the low 16 bits of <see cref="Operation.Value"/> in the halfword at the location.</summary>
    StoreHalfword,

    /// <summary>
    /// Store <see cref="Operation.Value"/> if the word equals <see cref="Operation.Comparand"/>, in one step; the
    /// result is the value that the word had before.
    /// </summary>
    CompareExchange,

    /// <summary>Add <see cref="Operation.Value"/>, modulo 2^32, in one step; the result is the sum.</summary>
    AddAndReturn,

    /// <summary>
    /// A <see cref="CompareExchange"/> that is repeated until it succeeds: enabled while the word equals the
    /// comparand. The result says whether it had to wait.
    /// </summary>
    SpinUntilCompareExchange,

    /// <summary>
    /// A <see cref="Load"/> that is repeated until it yields <see cref="Operation.Comparand"/>: enabled while the word
    /// equals it. The result says whether it had to wait.
    /// </summary>
    SpinUntilEqual,

    /// <summary>No access moves over it in either direction: waits until this thread's stores are in memory.</summary>
    FullBarrier,

    /// <summary>No load moves over it in either direction.</summary>
    ReadBarrier,

    /// <summary>A <see cref="Load"/> whose failure is a status, never an exception.</summary>
    ProbeRead,

    /// <summary>A <see cref="Store"/> whose failure is a status, never an exception.</summary>
    ProbeWrite,

    /// <summary>A <see cref="StoreHalfword"/> whose failure is a status, never an exception.</summary>
    ProbeWriteHalfword,

    /// <summary>
    /// Make instruction caches forget <see cref="Operation.Value"/> bytes from <see cref="Operation.Location"/> on.
    /// </summary>
    Flush,

    /// <summary>Add to a word that no thread under test reads: no scheduling point, no part of a state.</summary>
    Tally,

    /// <summary>Store in a word that no thread under test reads: no scheduling point, no part of a state.</summary>
    Note,

    /// <summary>
    /// Bring all processors into phase <see cref="Operation.Value"/>: completes when each has acknowledged it.
    /// </summary>
    Phase,

    /// <summary>
    /// Touches nothing: tells observers that work on <see cref="Operation.Location"/> begins, which is to take it from
    /// <see cref="Operation.Comparand"/> to <see cref="Operation.Value"/>.
    /// </summary>
    Begin,

    /// <summary>
    /// Touches nothing: tells observers that work on the location has ended with status
    /// <see cref="Operation.Value"/> (a 32-bit two's complement number, 0 for success).
    /// </summary>
    End,

    /// <summary>
    /// Touches nothing: tells observers that an access to the location failed with status
    /// <see cref="Operation.Value"/> and that the thread has dealt with it in its own way.
    /// </summary>
    Fail,

    /// <summary>
    /// Says that a value was seen in a word, and which value the same reader saw there first: no access, for
    /// properties to look at.
    /// </summary>
    Saw,

    /// <summary>Reads a byte.</summary>
    LoadByte,

    /// <summary>Writes a byte.</summary>
    StoreByte,

    /// <summary>Reads a byte and sets its bit 7, in one step; the result is what it was.</summary>
    TestAndSet,

    /// <summary>
    /// Load the word at <see cref="Operation.Location"/> as an atomic does: from memory, past the CPU's own store
    /// buffer.
    /// </summary>
    LoadLinked,

    /// <summary>Touches nothing: a place that an interrupt can strike at.</summary>
    Local,

    /// <summary>Waits until an interrupt strikes: never done.</summary>
    Sleep,
}
