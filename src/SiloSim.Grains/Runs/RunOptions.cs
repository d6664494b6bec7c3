using SiloSim.Sh4;

namespace SiloSim.Grains.Runs;

/// <summary>What a person asks of a run, in the words of the command line.</summary>
public sealed record RunOptions
{
    /// <summary>CPUs, 1 to 4,096.</summary>
    public int Cpus { get; init; } = 4;

    /// <summary>Lockstep or free.</summary>
    public RunMode Mode { get; init; } = RunMode.Lockstep;

    /// <summary>
    /// Rounds that toggle the chosen sites, 0 or more. Null: 100 where the guest has call sites and dynamic ftrace is on,
    /// else 0.
    /// </summary>
    public int? Toggles { get; init; }

    /// <summary>Toggle the sites of functions that match this pattern (<c>*</c> and <c>?</c>); null for all.</summary>
    public string? SitesPattern { get; init; }

    /// <summary>
    /// Mean distance of two NMIs of a CPU in virtual instructions; 0 for no NMIs. Null: 10,000 on up to four CPUs, and with
    /// more as many NMIs in the whole machine.
    /// </summary>
    public int? NmiEvery { get; init; }

    /// <summary>Root of every choice of a lockstep run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Names of steps that are taken out of the protocol.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>How a site is written: <c>word</c> or <c>halfword</c>.</summary>
    public string PatchUnit { get; init; } = "word";

    /// <summary>The frames of the symbols that match this pattern refuse writes; null for none.</summary>
    public string? ReadOnlyPattern { get; init; }

    /// <summary>Kconfig's dynamic ftrace. Without it NMIs skip enter and exit, and nothing can be patched.</summary>
    public bool DynamicFtrace { get; init; } = true;

    /// <summary>How long the modifications may take in wall time, more than nothing and at most a day.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Virtual instructions that a CPU may go on for after <em>keep going</em> has turned 0; 1 or more.</summary>
    public long HangLimit { get; init; } = 20_000_000;

    /// <summary>Coherent text, or the model of instruction caches that must be flushed.</summary>
    public InstructionCacheModel InstructionCache { get; init; }

    /// <summary>Which CPU is on which silo, as <see cref="MachineSpec.Placement"/> says.</summary>
    public string Placement { get; init; } = "spread";

    /// <summary>Virtual instructions that the machine runs between two rounds, 0 or more.</summary>
    public int Rest { get; init; } = 20_000;

    /// <summary>What the guest's host call <em>read</em> reads.</summary>
    public byte[] Input { get; init; } = [];
}
