using Orleans.Concurrency;

namespace SiloSim.Grains;

/// <summary>
/// The non-maskable interrupts of one CPU: runs the kernel's <c>ftrace_nmi_enter</c> and <c>ftrace_nmi_exit</c> around the
/// guest's handler. Key: <c>m1/nmi/17</c>; it lives on the silo of its CPU.
/// </summary>
[Alias("silosim.INmiGrain")]
public interface INmiGrain : IMovableGrain
{
    /// <summary>Strikes the CPU, in free mode. Strikes that come while one is pending merge into it, as on the chip.</summary>
    /// <param name="cancel">Ends the wait; the strike stays pending.</param>
    /// <returns>When the handler has returned and <c>ftrace_nmi_exit</c> has run.</returns>
    /// <exception cref="MachineException">The machine is in lockstep, or not running, or the CPU has ended.</exception>
    [Alias("Strike"), AlwaysInterleave]
    Task Strike(CancellationToken cancel = default);

    /// <summary>From the engine, in free mode: the core has accepted an NMI and stands at its vector.</summary>
    [Alias("Accepted"), AlwaysInterleave, OneWay]
    Task Accepted();

    /// <summary>Lockstep: takes one step of the NMI that its core has accepted: one shared access of enter or exit.</summary>
    /// <param name="phase">Which of the two; the first call of a phase begins it.</param>
    /// <returns>Whether the phase is complete.</returns>
    [Alias("Step"), AlwaysInterleave]
    Task<StepResult> Step(NmiPhase phase);

    /// <summary>What this CPU's NMIs did so far.</summary>
    [Alias("Totals"), AlwaysInterleave]
    Task<NmiTotals> Totals();

    /// <summary>Forgets the machine's run.</summary>
    [Alias("Remove"), AlwaysInterleave]
    Task Remove();
}
