using SiloSim.Sh4;

namespace SiloSim.Grains;

/// <summary>How the CPUs of a machine share time.</summary>
public enum RunMode
{
    /// <summary>One turn at a time over the whole machine, in an order fixed by the seed: the same run on any number of silos.</summary>
    Lockstep,

    /// <summary>Every CPU at its own pace, as hardware does.</summary>
    Free,
}

/// <summary>A whole machine: what it is made of, what it runs, which steps of the protocol are left out.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MachineSpec")]
public sealed record MachineSpec
{
    /// <summary>CPUs, 1 to 4,096.</summary>
    [Id(0)] public required int Cpus { get; init; }

    /// <summary>Lockstep or free.</summary>
    [Id(1)] public RunMode Mode { get; init; }

    /// <summary>Root of every choice of a lockstep run, and of the times at which NMIs strike.</summary>
    [Id(2)] public ulong Seed { get; init; }

    /// <summary>RAM in bytes, a multiple of 4 KiB, from the board's base address on.</summary>
    [Id(3)] public required int RamBytes { get; init; }

    /// <summary>Where every CPU begins: a guest address.</summary>
    [Id(4)] public required uint Entry { get; init; }

    /// <summary>The guest's loaded bytes. Empty where only the shape of the machine is told.</summary>
    [Id(5)] public IReadOnlyList<ImagePart> Image { get; init; } = [];

    /// <summary>Steps taken out of the protocol, by the names of <c>--without</c>.</summary>
    [Id(6)] public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>How a site is written: <c>word</c> in one store, <c>halfword</c> in two.</summary>
    [Id(7)] public string PatchUnit { get; init; } = "word";

    /// <summary>Kconfig's dynamic ftrace. Without it NMIs skip enter and exit and nothing can be patched.</summary>
    [Id(8)] public bool DynamicFtrace { get; init; } = true;

    /// <summary>Mean distance of two NMIs of a CPU in virtual instructions; 0 for none.</summary>
    [Id(9)] public int NmiEvery { get; init; }

    /// <summary>Virtual instructions that a CPU may go on for after <em>keep going</em> has turned 0.</summary>
    [Id(10)] public long HangLimit { get; init; } = 20_000_000;

    /// <summary>The call sites, in the order of their addresses.</summary>
    [Id(11)] public IReadOnlyList<SiteSpec> Sites { get; init; } = [];

    /// <summary>Where the protocol's words live.</summary>
    [Id(12)] public required WordsSpec Words { get; init; }

    /// <summary>The tracer's entry, which a site's call word holds: <c>ftrace_caller</c>; 0 without one.</summary>
    [Id(13)] public uint TracerEntry { get; init; }

    /// <summary>The second patched literal, <c>ftrace_call</c>, and what it may hold; none if the guest has none.</summary>
    [Id(14)] public TracerWord? Tracer { get; init; }

    /// <summary>Frames that refuse writes, as numbers within RAM.</summary>
    [Id(15)] public IReadOnlyList<int> ReadOnlyFrames { get; init; } = [];

    /// <summary>What the guest's host call <em>read</em> reads.</summary>
    [Id(16)] public byte[] Input { get; init; } = [];

    /// <summary>The longest quantum of a CPU in lockstep while nothing is patched, in instructions.</summary>
    [Id(17)] public int Quantum { get; init; } = 4096;

    /// <summary>Whether text comes from memory or from instruction caches that the guest, or the patcher, must flush.</summary>
    [Id(18)] public InstructionCacheModel InstructionCache { get; init; }

    /// <summary>
    /// Set when it boots: tells the machines apart that have had one key after another, since a call of a removed one may come
    /// late.
    /// </summary>
    [Id(19)] public Guid Life { get; init; }

    /// <summary>
    /// Which CPU is on which silo: <c>spread</c> (round robin over all silos), <c>pack</c> (all on the machine's own),
    /// <c>pack:16</c> (so many on each silo before the next gets any), or <c>pinned:0-3=0,4-7=1</c> (CPUs 0 to 3 on silo 0).
    /// Silos are numbered in the order of their addresses.
    /// </summary>
    [Id(20)] public string Placement { get; init; } = "spread";

    /// <summary>Frames of text, as numbers within RAM: each silo fetches them when the machine boots, many in one message.</summary>
    [Id(21)] public IReadOnlyList<int> TextFrames { get; init; } = [];
}

/// <summary>Bytes of the guest's image.</summary>
/// <param name="Physical">Physical address.</param>
/// <param name="Bytes">The bytes.</param>
[GenerateSerializer, Immutable, Alias("silosim.ImagePart")]
public sealed record ImagePart(uint Physical, byte[] Bytes);

/// <summary>A call site: the literal that a <c>-pg</c> stub loads.</summary>
/// <param name="Address">Guest address of the word.</param>
/// <param name="Symbol">The function that the stub begins.</param>
/// <param name="Initial">What the word holds in the ELF: <c>mcount</c>.</param>
/// <param name="Call">What it holds when the site calls the tracer.</param>
/// <param name="Nop">What it holds when it calls nothing: the address after it.</param>
[GenerateSerializer, Immutable, Alias("silosim.SiteSpec")]
public sealed record SiteSpec(uint Address, string Symbol, uint Initial, uint Call, uint Nop);

/// <summary>The second patched literal: kernel <c>ftrace_call</c>.</summary>
/// <param name="Address">Guest address of the word.</param>
/// <param name="Stub">Tracing off: kernel <c>ftrace_stub</c>.</param>
/// <param name="Function">Tracing on: the guest's tracer.</param>
[GenerateSerializer, Immutable, Alias("silosim.TracerWord")]
public sealed record TracerWord(uint Address, uint Stub, uint Function);

/// <summary>Guest addresses of the protocol's words.</summary>
/// <param name="NmiRunning">Kernel: <c>nmi_running</c>, the shared atomic counter; bit 31 is <c>MOD_CODE_WRITE_FLAG</c>.</param>
/// <param name="ModCodeIp">Kernel: <c>mod_code_ip</c>.</param>
/// <param name="ModCodeNewcode">Kernel: <c>mod_code_newcode</c>; here the new word itself.</param>
/// <param name="ModCodeStatus">Kernel: <c>mod_code_status</c>.</param>
/// <param name="NmiWaitCount">Kernel: <c>nmi_wait_count</c>.</param>
/// <param name="NmiUpdateCount">Kernel: <c>nmi_update_count</c>.</param>
/// <param name="Allotted">They lie in a frame that the machine allotted, since the guest has no symbols of these names.</param>
[GenerateSerializer, Immutable, Alias("silosim.WordsSpec")]
public sealed record WordsSpec(
    uint NmiRunning, uint ModCodeIp, uint ModCodeNewcode, uint ModCodeStatus, uint NmiWaitCount, uint NmiUpdateCount,
    bool Allotted);

/// <summary>What a run is to do.</summary>
[GenerateSerializer, Immutable, Alias("silosim.RunPlan")]
public sealed record RunPlan
{
    /// <summary>
    /// How long a run that is asked to end, by its time limit or an interrupt, may take for what is under way: a round, the
    /// guests' exits. What has not come to an end then (a round waits for an NMI that never ends) is left as it is.
    /// </summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Rounds of <c>stop_machine</c> after the first one, each of which toggles all chosen sites.</summary>
    [Id(0)] public required int Toggles { get; init; }

    /// <summary>The chosen sites, as indices into <see cref="MachineSpec.Sites"/>.</summary>
    [Id(1)] public required IReadOnlyList<int> Sites { get; init; }

    /// <summary>Virtual instructions that the machine runs between two rounds.</summary>
    [Id(2)] public int Rest { get; init; } = 20_000;

    /// <summary>Wall-clock limit in milliseconds: then <em>keep going</em> turns 0.</summary>
    [Id(3)] public long TimeLimitMilliseconds { get; init; } = 300_000;

    /// <summary>The run ends as soon as all of these have been seen, as a control run does. Empty for a run to its end.</summary>
    [Id(4)] public IReadOnlyList<string> UntilSeen { get; init; } = [];

    /// <summary>The guests keep going until the run is interrupted, whatever there is to modify.</summary>
    [Id(5)] public bool UntilInterrupted { get; init; }

    /// <summary>The moves to be made one after the other, in lockstep; null for a run whose seed orders it.</summary>
    [Id(6)] public ReplayPlan? Replay { get; init; }
}

/// <summary>A bank of a machine.</summary>
[GenerateSerializer, Immutable, Alias("silosim.BankSpec")]
public sealed record BankSpec
{
    /// <summary>The machine's key.</summary>
    [Id(0)] public required string Machine { get; init; }

    /// <summary>First frame, as a number within RAM.</summary>
    [Id(1)] public required int FirstFrame { get; init; }

    /// <summary>Frames in it.</summary>
    [Id(2)] public required int FrameCount { get; init; }

    /// <summary>The parts of the image that lie in it.</summary>
    [Id(3)] public IReadOnlyList<ImagePart> Image { get; init; } = [];

    /// <summary>Frames that refuse writes, as numbers within RAM.</summary>
    [Id(4)] public IReadOnlyList<int> ReadOnlyFrames { get; init; } = [];

    /// <summary>The machine's silos, in the order of their numbers.</summary>
    [Id(5)] public required IReadOnlyList<SiloAddress?> Silos { get; init; }

    /// <summary>The protocol's words; this bank watches the protocol if it is the home of the counter.</summary>
    [Id(6)] public required WordsSpec Words { get; init; }

    /// <summary>RAM in bytes.</summary>
    [Id(7)] public required int RamBytes { get; init; }

    /// <summary>The call sites, for the names of those that broke.</summary>
    [Id(8)] public IReadOnlyList<SiteSpec> Sites { get; init; } = [];

    /// <summary>As <see cref="MachineSpec.Life"/>.</summary>
    [Id(9)] public required Guid Life { get; init; }
}
