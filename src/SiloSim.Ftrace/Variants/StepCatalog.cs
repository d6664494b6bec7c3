using System.Collections.Immutable;

namespace SiloSim.Ftrace;

/// <summary>What each step of the protocol is for: the text behind the command <c>variants</c>.</summary>
public static class StepCatalog
{
    /// <summary>One description for each step, in the order of <see cref="Step"/>.</summary>
    public static ImmutableArray<StepDescription> All { get; } =
    [
        new(Step.BuffersBeforeFlag,
            "Fills the IP and code buffers before the flag tells NMIs to write from them.",
            "An NMI that sees the flag writes what the buffers held before: another site, or another content.",
            Property.WrongContent, new(1, 1, 1, 1, "sc", Steps: 5), ShowsOn.Machine),
        new(Step.WaitForNmiBeforeSet,
            "Sets the flag only while no NMI runs, so that each NMI that runs while code is written has seen it.",
            "An NMI that was running before the flag executes text that the patcher writes under it.",
            Property.ChangedUnderNmi, new(1, 1, 1, 1, "sc", Steps: 9), ShowsOn.Machine),
        new(Step.WriteFlag,
            "Tells NMIs that code is being written.",
            "NMIs execute text that is being written: stopping the machine does not stop them.",
            Property.ChangedUnderNmi, new(1, 1, 1, 1, "sc", Steps: 8), ShowsOn.Machine),
        new(Step.NmiWrite,
            "Lets an NMI that sees the flag write the code itself before it executes any.",
            "The NMI executes the old text, and the patcher writes the new one under it.",
            Property.ChangedUnderNmi, new(1, 1, 1, 1, "sc", Steps: 9), ShowsOn.Machine),
        new(Step.KillNewWriters,
            "Whoever sees a write fail clears the flag at once.",
            "NMIs go on seeing the flag, and go on failing, after a write is known to fail.",
            Property.Killed, new(1, 1, 1, 1, "sc", FailingWrite: true), ShowsOn.Machine),
        new(Step.WaitForNmiAfterClear,
            "Waits until no NMI runs before the buffers may be filled again.",
            "A late NMI writes from the buffers of the next modification. A single site in a single round has none.",
            Property.WrongContent, new(1, 1, 2, 1, "sc", Steps: 13), ShowsOn.Machine),
        new(Step.StopMachine,
            "Parks all other processors while text is written.",
            "They read a half-written word, if it is written in halves. One aligned word, as SH patches, holds.",
            Property.Torn, new(0, 0, 1, 1, "sc", PatchUnit.Halfword, Readers: 1), ShowsOn.Machine),
        new(Step.IcacheFlush,
            "Makes instruction caches forget a site that was written.",
            "Nothing: a call site on SH is a literal, read through the operand cache and never fetched.",
            null, null, ShowsOn.Nowhere),
        new(Step.BuffersBarrier,
            "Barrier 1: puts the buffers into memory before the flag.",
            "The flag overtakes the buffers, and an NMI writes what they held before.",
            Property.WrongContent, new(1, 1, 1, 1, "tso", Steps: 7), ShowsOn.StoreBuffers),
        new(Step.FlagBarrier,
            "Barrier 2: keeps the patcher's write from moving up before the flag.",
            "Nothing with store buffers, which delay stores and never move one up.",
            null, null, ShowsOn.Nowhere),
        new(Step.WriteBarrier,
            "Barrier 3: puts the new code into memory before the flag is cleared.",
            "An NMI that sees no flag executes the old text, and the delayed write changes it under the NMI.",
            Property.ChangedUnderNmi, new(1, 1, 1, 1, "tso", Steps: 17), ShowsOn.StoreBuffers),
        new(Step.NmiReadBarrier,
            "Keeps an NMI's loads of the buffers from moving up before its look at the flag.",
            "An NMI that sees the flag writes from buffers that it had read before they were filled.",
            Property.WrongContent, new(1, 1, 1, 1, "sc"), ShowsOn.EarlyLoads),
        new(Step.NmiEnterBarrier,
            "Puts an NMI's write into memory before its handler executes any text.",
            "Nothing alone: the exit barrier covers for it. Without both, a late write lands in the next round.",
            Property.LastContent, new(1, 1, 1, 2, "tso", Steps: 40), ShowsOn.StoreBuffers, Step.NmiExitBarrier),
        new(Step.NmiExitBarrier,
            "Has all of an NMI's text executed before the NMI counts as gone.",
            "Nothing alone: the enter barrier covers for it. Without both, a late write lands in the next round.",
            Property.LastContent, new(1, 1, 1, 2, "tso", Steps: 40), ShowsOn.StoreBuffers, Step.NmiEnterBarrier),
    ];

    /// <summary>The description of one step.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The description.</returns>
    public static StepDescription Of(Step step) => All[(int)step];
}
