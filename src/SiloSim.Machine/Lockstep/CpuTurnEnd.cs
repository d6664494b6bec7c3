namespace SiloSim.Machine.Lockstep;

/// <summary>How the turn of a CPU ended, as far as turns go.</summary>
public enum CpuTurnEnd
{
    /// <summary>It goes on at its next turn.</summary>
    GoesOn,

    /// <summary>It has accepted an NMI and stands at its vector.</summary>
    NmiAccepted,

    /// <summary>The handler's RTE has retired.</summary>
    NmiReturned,

    /// <summary>It sleeps.</summary>
    Asleep,

    /// <summary>Its guest has exited or crashed.</summary>
    Ended,
}
