using Orleans.Concurrency;

namespace SiloSim.Grains;

/// <summary>
/// Stops the machine and patches its call sites, as the kernel's ftrace does. Key: <c>m1/coordinator</c>. Each call that
/// patches is one <c>stop_machine</c>; calls queue. In lockstep the run's plan alone patches: calls are refused.
/// </summary>
[Alias("silosim.ICoordinatorGrain")]
public interface ICoordinatorGrain : IMovableGrain
{
    /// <summary>The modelled instruction caches of all cores forget a range, each before its next fetch.</summary>
    /// <param name="physical">Physical address of the first byte.</param>
    /// <param name="bytes">Bytes, 0 or more.</param>
    [Alias("FlushText"), AlwaysInterleave]
    Task FlushText(uint physical, int bytes);

    /// <summary>Learns the machine that it patches.</summary>
    /// <param name="spec">The machine.</param>
    /// <param name="silos">Its silos, in the order of their numbers.</param>
    [Alias("Prepare"), AlwaysInterleave]
    Task Prepare([Immutable] MachineSpec spec, [Immutable] SiloAddress[] silos);

    /// <summary>Kernel: <c>ftrace_make_call</c> under <c>stop_machine</c>: the site calls the tracer from now on.</summary>
    /// <param name="site">Guest address of the call-site word.</param>
    /// <param name="cancel">Ends the wait; what has begun goes on to its end.</param>
    /// <returns>0, or <c>-EFAULT</c>, <c>-EINVAL</c>, <c>-EPERM</c>.</returns>
    [Alias("MakeCall"), AlwaysInterleave]
    Task<int> MakeCall(uint site, CancellationToken cancel = default);

    /// <summary>Kernel: <c>ftrace_make_nop</c> under <c>stop_machine</c>: the site calls nothing from now on.</summary>
    /// <param name="site">Guest address of the call-site word.</param>
    /// <param name="cancel">Ends the wait; what has begun goes on to its end.</param>
    /// <returns>0, or <c>-EFAULT</c>, <c>-EINVAL</c>, <c>-EPERM</c>.</returns>
    [Alias("MakeNop"), AlwaysInterleave]
    Task<int> MakeNop(uint site, CancellationToken cancel = default);

    /// <summary>Kernel: <c>ftrace_update_ftrace_func</c> under <c>stop_machine</c>: chooses the tracer.</summary>
    /// <param name="function">Guest address of the tracer.</param>
    /// <param name="cancel">Ends the wait; what has begun goes on to its end.</param>
    /// <returns>0, or <c>-EFAULT</c>, <c>-EINVAL</c>, <c>-EPERM</c>.</returns>
    [Alias("UpdateFtraceFunc"), AlwaysInterleave]
    Task<int> UpdateFtraceFunc(uint function, CancellationToken cancel = default);

    /// <summary>A whole <c>stop_machine</c> that modifies nothing: all phases, acknowledged by every CPU.</summary>
    /// <param name="cancel">Ends the wait; what has begun goes on to its end.</param>
    [Alias("StopMachine"), AlwaysInterleave]
    Task StopMachine(CancellationToken cancel = default);

    /// <summary>Kernel: <c>ftrace_arch_read_dyn_info</c>.</summary>
    /// <returns>NMIs waited for and words written by NMIs, as <c>"%u %u"</c>.</returns>
    [Alias("DynInfo"), AlwaysInterleave]
    Task<string> DynInfo();

    /// <summary>Begins one round of a run: all sites of the plan are toggled under one <c>stop_machine</c>.</summary>
    /// <param name="plan">Which sites.</param>
    /// <param name="boot">The first round: every call becomes a nop, as the kernel does at boot.</param>
    /// <returns>When the round is over in free mode; at once in lockstep, where <see cref="Step"/> carries it.</returns>
    [Alias("Round"), AlwaysInterleave]
    Task Round([Immutable] RunPlan plan, bool boot);

    /// <summary>Lockstep: takes up to some steps of the round, each one shared access.</summary>
    /// <param name="steps">1 or more; with 0 it goes up to the next access and says which that is.</param>
    /// <param name="phaseReached">The phase that the coordinator waited for has been acknowledged by every CPU.</param>
    [Alias("Step"), AlwaysInterleave]
    Task<StepResult> Step(int steps, bool phaseReached);

    /// <summary>What was modified so far.</summary>
    [Alias("Totals"), AlwaysInterleave]
    Task<CoordinatorTotals> Totals();

    /// <summary>Begins no stop from now on: who asks for one waits. The machine is about to be moved.</summary>
    /// <returns>When none is under way.</returns>
    [Alias("Hold"), AlwaysInterleave]
    Task Hold();

    /// <summary>The machine has been moved: stops may begin again.</summary>
    /// <param name="silos">Its silos by number; null for one that has left.</param>
    [Alias("Regroup"), AlwaysInterleave]
    Task Regroup([Immutable] SiloAddress?[] silos);

    /// <summary>Cancels what is under way and forgets the machine.</summary>
    [Alias("Remove"), AlwaysInterleave]
    Task Remove();
}
