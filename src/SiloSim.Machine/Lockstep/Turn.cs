namespace SiloSim.Machine.Lockstep;

/// <summary>Who moves next.</summary>
public enum TurnKind
{
    /// <summary>A CPU runs up to <see cref="Turn.Budget"/> instructions.</summary>
    Cpu,

    /// <summary>A CPU takes note of the phase of stop-machine that the coordinator waits for.</summary>
    Acknowledge,

    /// <summary>An NMI makes one shared access of its enter or exit.</summary>
    Nmi,

    /// <summary>The coordinator makes up to <see cref="Turn.Steps"/> shared accesses.</summary>
    Coordinator,

    /// <summary>Nobody can move, now or ever.</summary>
    Deadlock,

    /// <summary>Every CPU has ended, and the coordinator has nothing to do: its rest is over as well.</summary>
    Finished,
}

/// <summary>One turn.</summary>
/// <param name="Kind">Who moves.</param>
/// <param name="Cpu">The CPU.</param>
/// <param name="Budget">Instructions.</param>
/// <param name="Strike">An NMI is pending on the CPU.</param>
/// <param name="IdleTime">Virtual instructions of the CPU that it did not execute.</param>
/// <param name="Steps">Shared accesses.</param>
/// <param name="Alone">Nobody but the coordinator can move until the next NMI strikes.</param>
public readonly record struct Turn(
    TurnKind Kind, int Cpu, int Budget, bool Strike, long IdleTime, int Steps, bool Alone = false);
