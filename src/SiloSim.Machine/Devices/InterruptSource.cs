namespace SiloSim.Machine.Devices;

/// <summary>What asks the interrupt controller for an interrupt, in the order of the manual's table.</summary>
/// <remarks>Source: SH7751 hardware manual, "Interrupt Controller (INTC)", "Interrupt Exception Handling and Priority".</remarks>
internal enum InterruptSource
{
    /// <summary>TUNI0: channel 0 of the timer unit has underflowed.</summary>
    Tuni0,

    /// <summary>TUNI1: channel 1.</summary>
    Tuni1,

    /// <summary>TUNI2: channel 2.</summary>
    Tuni2,
}
