namespace SiloSim.Sh4;

/// <summary>
/// The modules on a core's chip: their registers in P4, and the interrupts that they ask for. Each core has its own, and
/// only the thread that runs the core calls them. Their only clock is the core's virtual time.
/// </summary>
public interface IOnChipDevices
{
    /// <summary>
    /// Virtual time at which what is pending may change by itself; until then, and without a store to a register,
    /// <see cref="Pending"/> stays as it is. <see cref="long.MaxValue"/>: never.
    /// </summary>
    long NextEvent { get; }

    /// <summary>The interrupt of the highest priority that is asked for; <see cref="InterruptRequest.None"/> for none.</summary>
    InterruptRequest Pending { get; }

    /// <summary>ICR.NMIB: an NMI is taken with SR.BL set as well.</summary>
    bool NmiWhileBlocked { get; }

    /// <summary>Time has gone on.</summary>
    /// <param name="virtualTime">The core's virtual time; never less than before.</param>
    void Advance(long virtualTime);

    /// <summary>Loads a register, at the time of the last <see cref="Advance"/>.</summary>
    /// <param name="address">Its address in P4, aligned to <paramref name="bytes"/>.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    /// <param name="value">What was read, zero-extended; 0 where there is no such register.</param>
    /// <returns><see cref="Access.Done"/>, or <see cref="Access.NoMemory"/>: no register of this size is there.</returns>
    Access Load(uint address, int bytes, out uint value);

    /// <summary>Stores into a register, at the time of the last <see cref="Advance"/>.</summary>
    /// <param name="address">Its address in P4, aligned to <paramref name="bytes"/>.</param>
    /// <param name="bytes">1, 2 or 4.</param>
    /// <param name="value">The value; bits beyond the size are ignored.</param>
    /// <returns><see cref="Access.Done"/>, or <see cref="Access.NoMemory"/>: no register of this size is there.</returns>
    Access Store(uint address, int bytes, uint value);

    /// <summary>Moves the state of all modules.</summary>
    /// <param name="mover">Writes it, or sets it in modules of the same make.</param>
    void Move(StateMover mover);
}

/// <summary>An interrupt that a module asks for.</summary>
/// <param name="Level">1 to 15; 0 where none is asked for.</param>
/// <param name="Intevt">Its code for INTEVT.</param>
public readonly record struct InterruptRequest(int Level, uint Intevt)
{
    /// <summary>Nothing is asked for.</summary>
    public static InterruptRequest None => default;
}
