namespace SiloSim.Explorer;

/// <summary>
/// One request of a <see cref="Routine"/> to the world outside of it. Awaiting it posts it and suspends the routine
/// until a driver has executed it and calls <see cref="RoutineThread.Resume"/> with the result.
/// </summary>
/// <param name="Kind">What to do.</param>
/// <param name="Location">Which word: a number that means something to the driver, such as a guest address.</param>
/// <param name="Value">What is stored or added; see <see cref="OperationKind"/> for the kinds without a store.</param>
/// <param name="Comparand">What the word is compared with, for the kinds that compare.</param>
public readonly record struct Operation(OperationKind Kind, uint Location, uint Value, uint Comparand)
{
    /// <summary>
    /// Whether another thread may be affected by when this happens, so that a schedule has to choose. Barriers are
    /// scheduling points only where stores are buffered: see <see cref="IsBarrier"/>.
    /// </summary>
    public bool IsSchedulingPoint => Kind is OperationKind.Load or OperationKind.LoadHalfword or OperationKind.Store
        or OperationKind.StoreHalfword or OperationKind.CompareExchange or OperationKind.AddAndReturn
        or OperationKind.SpinUntilCompareExchange or OperationKind.SpinUntilEqual or OperationKind.ProbeRead
        or OperationKind.ProbeWrite or OperationKind.ProbeWriteHalfword or OperationKind.Flush
        or OperationKind.Phase or OperationKind.LoadByte or OperationKind.StoreByte or OperationKind.TestAndSet
        or OperationKind.LoadLinked or OperationKind.Local or OperationKind.Sleep;

    /// <summary>Whether this orders accesses and does nothing else: no step at all where memory is in order.</summary>
    public bool IsBarrier => Kind is OperationKind.FullBarrier or OperationKind.ReadBarrier;

    /// <summary>
    /// Whether this may have to wait for other threads: it is not enabled until they have done their part.
    /// </summary>
    public bool MayWait => Kind is OperationKind.SpinUntilCompareExchange or OperationKind.SpinUntilEqual
        or OperationKind.Phase;

    /// <summary>See <see cref="OperationKind.Load"/>.</summary>
    /// <param name="location">The word.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Load(uint location) => new(OperationKind.Load, location, 0, 0);

    /// <summary>See <see cref="OperationKind.LoadHalfword"/>.</summary>
    /// <param name="location">The halfword.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation LoadHalfword(uint location) => new(OperationKind.LoadHalfword, location, 0, 0);

    /// <summary>See <see cref="OperationKind.Store"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="value">What it will hold.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Store(uint location, uint value) => new(OperationKind.Store, location, value, 0);

    /// <summary>See <see cref="OperationKind.StoreHalfword"/>.</summary>
    /// <param name="location">The halfword.</param>
    /// <param name="value">What it will hold.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation StoreHalfword(uint location, ushort value) =>
        new(OperationKind.StoreHalfword, location, value, 0);

    /// <summary>See <see cref="OperationKind.CompareExchange"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="comparand">What it must hold for the store to happen.</param>
    /// <param name="value">What it will hold then.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation CompareExchange(uint location, uint comparand, uint value) =>
        new(OperationKind.CompareExchange, location, value, comparand);

    /// <summary>See <see cref="OperationKind.AddAndReturn"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="value">What is added, modulo 2^32.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation AddAndReturn(uint location, uint value) =>
        new(OperationKind.AddAndReturn, location, value, 0);

    /// <summary>See <see cref="OperationKind.SpinUntilCompareExchange"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="comparand">What it must hold for the store to happen.</param>
    /// <param name="value">What it will hold then.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation SpinUntilCompareExchange(uint location, uint comparand, uint value) =>
        new(OperationKind.SpinUntilCompareExchange, location, value, comparand);

    /// <summary>See <see cref="OperationKind.SpinUntilEqual"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="comparand">What it must hold.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation SpinUntilEqual(uint location, uint comparand) =>
        new(OperationKind.SpinUntilEqual, location, 0, comparand);

    /// <summary>See <see cref="OperationKind.FullBarrier"/>.</summary>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation FullBarrier() => new(OperationKind.FullBarrier, 0, 0, 0);

    /// <summary>See <see cref="OperationKind.ReadBarrier"/>.</summary>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation ReadBarrier() => new(OperationKind.ReadBarrier, 0, 0, 0);

    /// <summary>See <see cref="OperationKind.ProbeRead"/>.</summary>
    /// <param name="location">The word.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation ProbeRead(uint location) => new(OperationKind.ProbeRead, location, 0, 0);

    /// <summary>See <see cref="OperationKind.ProbeWrite"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="value">What it will hold.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation ProbeWrite(uint location, uint value) => new(OperationKind.ProbeWrite, location, value, 0);

    /// <summary>See <see cref="OperationKind.ProbeWriteHalfword"/>.</summary>
    /// <param name="location">The halfword.</param>
    /// <param name="value">What it will hold.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation ProbeWriteHalfword(uint location, ushort value) =>
        new(OperationKind.ProbeWriteHalfword, location, value, 0);

    /// <summary>See <see cref="OperationKind.Flush"/>.</summary>
    /// <param name="location">The first byte.</param>
    /// <param name="lengthBytes">How many bytes.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Flush(uint location, uint lengthBytes) =>
        new(OperationKind.Flush, location, lengthBytes, 0);

    /// <summary>See <see cref="OperationKind.Tally"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="value">What is added, modulo 2^32.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Tally(uint location, uint value) => new(OperationKind.Tally, location, value, 0);

    /// <summary>See <see cref="OperationKind.Note"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="value">What it will hold.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Note(uint location, uint value) => new(OperationKind.Note, location, value, 0);

    /// <summary>See <see cref="OperationKind.Phase"/>.</summary>
    /// <param name="phase">The number of the phase.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Phase(uint phase) => new(OperationKind.Phase, 0, phase, 0);

    /// <summary>See <see cref="OperationKind.Begin"/>.</summary>
    /// <param name="location">What is worked on.</param>
    /// <param name="before">What it holds.</param>
    /// <param name="after">What it is to hold.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Begin(uint location, uint before, uint after) =>
        new(OperationKind.Begin, location, after, before);

    /// <summary>See <see cref="OperationKind.End"/>.</summary>
    /// <param name="location">What was worked on.</param>
    /// <param name="status">0, or a negative error number.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation End(uint location, int status) =>
        new(OperationKind.End, location, unchecked((uint)status), 0);

    /// <summary>See <see cref="OperationKind.Fail"/>.</summary>
    /// <param name="location">What could not be accessed.</param>
    /// <param name="status">A negative error number.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Fail(uint location, int status) =>
        new(OperationKind.Fail, location, unchecked((uint)status), 0);

    /// <summary>See <see cref="OperationKind.LoadByte"/>.</summary>
    /// <param name="location">The byte.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation LoadByte(uint location) => new(OperationKind.LoadByte, location, 0, 0);

    /// <summary>See <see cref="OperationKind.StoreByte"/>.</summary>
    /// <param name="location">The byte.</param>
    /// <param name="value">What it will hold.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation StoreByte(uint location, byte value) => new(OperationKind.StoreByte, location, value, 0);

    /// <summary>See <see cref="OperationKind.TestAndSet"/>.</summary>
    /// <param name="location">The byte.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation TestAndSet(uint location) => new(OperationKind.TestAndSet, location, 0, 0);

    /// <summary>See <see cref="OperationKind.LoadLinked"/>.</summary>
    /// <param name="location">The word.</param>
    /// <returns>The operation.</returns>
    public static Operation LoadLinked(uint location) => new(OperationKind.LoadLinked, location, 0, 0);

    /// <summary>See <see cref="OperationKind.Local"/>.</summary>
    /// <returns>The operation.</returns>
    public static Operation Local() => new(OperationKind.Local, 0, 0, 0);

    /// <summary>See <see cref="OperationKind.Sleep"/>.</summary>
    /// <returns>The operation.</returns>
    public static Operation Sleep() => new(OperationKind.Sleep, 0, 0, 0);

    /// <summary>See <see cref="OperationKind.Saw"/>.</summary>
    /// <param name="location">The word.</param>
    /// <param name="value">What was seen.</param>
    /// <param name="first">What the same reader saw there first.</param>
    /// <returns>The operation, to be awaited.</returns>
    public static Operation Saw(uint location, uint value, uint first) =>
        new(OperationKind.Saw, location, value, first);

    /// <summary>Posts this operation: it becomes <see cref="RoutineThread.Posted"/>. Called by <c>await</c>.</summary>
    /// <returns>What <c>await</c> asks for the result; it holds nothing, so a frame that waits stays small.</returns>
    /// <exception cref="InvalidOperationException">
    /// No routine runs here, or one was called and not awaited at once.
    /// </exception>
    public OperationAwaiter GetAwaiter()
    {
        RoutineContext.Current.Post(this);
        return default;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        OperationKind.Load or OperationKind.LoadHalfword or OperationKind.ProbeRead
            or OperationKind.LoadLinked => $"{Kind} {Location:x8}",
        OperationKind.CompareExchange or OperationKind.SpinUntilCompareExchange =>
            $"{Kind} {Location:x8} {Comparand:x8} -> {Value:x8}",
        OperationKind.SpinUntilEqual => $"{Kind} {Location:x8} {Comparand:x8}",
        OperationKind.None or OperationKind.FullBarrier or OperationKind.ReadBarrier or OperationKind.Local
            or OperationKind.Sleep => $"{Kind}",
        OperationKind.Phase => $"{Kind} {Value}",
        OperationKind.End or OperationKind.Fail => $"{Kind} {Location:x8} {unchecked((int)Value)}",
        OperationKind.Begin => $"{Kind} {Location:x8} {Comparand:x8} -> {Value:x8}",
        _ => $"{Kind} {Location:x8} {Value:x8}",
    };
}
