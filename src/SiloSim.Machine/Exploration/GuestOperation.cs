namespace SiloSim.Machine;

/// <summary>What a CPU that is explored does next.</summary>
/// <param name="Kind">What it is, and what its result means.</param>
/// <param name="Address">
/// For an access the physical address, 29 bits, aligned to <paramref name="Bytes"/>: one for all segments that show the
/// place.
/// </param>
/// <param name="Bytes">For an access its size: 1, 2 or 4.</param>
/// <param name="Value">
/// What is stored, zero-extended from its size; the bits that are set; the exit code; else 0.
/// </param>
/// <param name="Comparand">
/// For <see cref="GuestOperationKind.StoreConditional"/> what <c>MOVLI.L</c> has read; else 0.
/// </param>
public readonly record struct GuestOperation(
    GuestOperationKind Kind, uint Address = 0, int Bytes = 0, uint Value = 0, uint Comparand = 0)
{
    /// <summary>Whether it accesses memory.</summary>
    public bool IsAccess => Kind <= GuestOperationKind.StoreConditional;

    /// <summary>Whether it may write memory.</summary>
    public bool MayWrite => Kind is GuestOperationKind.Store or GuestOperationKind.TestAndSet
        or GuestOperationKind.StoreConditional;

    /// <summary>Whether it is one of the atomics, which no store buffer delays.</summary>
    public bool IsAtomic => Kind is GuestOperationKind.TestAndSet or GuestOperationKind.LoadLinked
        or GuestOperationKind.StoreConditional;

    /// <summary>Whether the CPU can be resumed; if not, it does nothing more unless an NMI strikes.</summary>
    public bool CanResume => Kind < GuestOperationKind.Sleep;
}
