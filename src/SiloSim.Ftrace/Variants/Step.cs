namespace SiloSim.Ftrace;

/// <summary>
/// The steps and barriers of the protocol that can be taken out by name: <c>--without nmi-write</c> is
/// <see cref="NmiWrite"/>. What each is for, and what shows when it is missing, is in <see cref="StepCatalog"/>.
/// </summary>
public enum Step
{
    /// <summary>IP and code buffers are filled before the flag is set. Taken out: after it.</summary>
    BuffersBeforeFlag,

    /// <summary>The flag is set only while no NMI runs. Taken out: at once.</summary>
    WaitForNmiBeforeSet,

    /// <summary>A flag tells NMIs that code is being written. Taken out: it is neither set nor cleared.</summary>
    WriteFlag,

    /// <summary>An NMI that sees the flag writes the code itself. Taken out: it does not.</summary>
    NmiWrite,

    /// <summary>
    /// Whoever sees a write fail clears the flag at once. Taken out: only the patcher clears it, later.
    /// </summary>
    KillNewWriters,

    /// <summary>After clearing the flag the patcher waits until no NMI runs. Taken out: it does not.</summary>
    WaitForNmiAfterClear,

    /// <summary>All other processors are parked while text is written. Taken out: they run on.</summary>
    StopMachine,

    /// <summary>Instruction caches forget a site that was written. Taken out: they do not.</summary>
    IcacheFlush,

    /// <summary>Barrier 1: the buffers are in memory before the flag. Taken out: no barrier there.</summary>
    BuffersBarrier,

    /// <summary>Barrier 2: the flag is set before the code is written. Taken out: no barrier there.</summary>
    FlagBarrier,

    /// <summary>Barrier 3: the code is in memory before the flag is cleared. Taken out: no barrier there.</summary>
    WriteBarrier,

    /// <summary>An NMI that saw the flag sees the buffers. Taken out: no barrier there.</summary>
    NmiReadBarrier,

    /// <summary>An NMI's write is in memory before its handler runs. Taken out: no barrier there.</summary>
    NmiEnterBarrier,

    /// <summary>An NMI's handler is done before the NMI counts as gone. Taken out: no barrier there.</summary>
    NmiExitBarrier,
}
