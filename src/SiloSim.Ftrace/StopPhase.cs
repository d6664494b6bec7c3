namespace SiloSim.Ftrace;

/// <summary>
/// The phases of <c>stop_machine</c>; a phase is reached when every processor has acknowledged it. Kernel:
/// <c>enum multi_stop_state</c>.
/// </summary>
public enum StopPhase
{
    /// <summary>Kernel: <c>MULTI_STOP_NONE</c>. The machine runs.</summary>
    None,

    /// <summary>
    /// Kernel: <c>MULTI_STOP_PREPARE</c>. Each processor is on its way: at a safe point, interrupts still on.
    /// </summary>
    Prepare,

    /// <summary>
    /// Kernel: <c>MULTI_STOP_DISABLE_IRQ</c>. From here on a processor runs nothing but NMI handlers.
    /// </summary>
    DisableIrq,

    /// <summary>Kernel: <c>MULTI_STOP_RUN</c>. One processor runs the function, the others wait.</summary>
    Run,

    /// <summary>Kernel: <c>MULTI_STOP_EXIT</c>. Interrupts are on again, each processor goes on.</summary>
    Exit,
}
