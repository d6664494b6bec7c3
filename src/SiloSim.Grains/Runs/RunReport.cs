using System.Text.Json;
using System.Text.Json.Serialization;

namespace SiloSim.Grains.Runs;

/// <summary>
/// What a run has measured: the page that a person reads, and the object that <c>--json</c> prints. Of two lockstep runs of
/// one spec and seed everything is equal but the number of silos, the placement, what is per silo, and what is measured in wall time.
/// </summary>
public sealed record RunReport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The guest's file name.</summary>
    public required string Guest { get; init; }

    /// <summary>CPUs of the machine.</summary>
    public required int Cpus { get; init; }

    /// <summary>Silos that it ran on.</summary>
    public required int Silos { get; init; }

    /// <summary>CPUs that were moved to another silo while they ran, each as often as it was.</summary>
    public int CpusMoved { get; init; }

    /// <summary>Which CPU was on which silo: <c>spread</c>, <c>pack</c>, <c>pack:16</c>, <c>pinned:0-3=0,4-7=1</c>.</summary>
    public required string Placement { get; init; }

    /// <summary><c>lockstep</c> or <c>free</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Root of every choice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Steps taken out of the protocol.</summary>
    public required IReadOnlyList<string> Without { get; init; }

    /// <summary>How a site is written: <c>word</c> or <c>halfword</c>.</summary>
    public required string PatchUnit { get; init; }

    /// <summary>Call sites of the guest.</summary>
    public required int CallSites { get; init; }

    /// <summary>What it comes to.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>What was modified.</summary>
    public required ModificationsPart Modifications { get; init; }

    /// <summary>Rounds of <c>stop_machine</c>.</summary>
    public required long StopMachineRounds { get; init; }

    /// <summary>What the NMIs did.</summary>
    public required NmiPart Nmi { get; init; }

    /// <summary>Kernel: <c>ftrace_arch_read_dyn_info</c>: <c>nmi_wait_count</c> and <c>nmi_update_count</c>.</summary>
    public required string DynInfo { get; init; }

    /// <summary>Loads of call-site words by the guest.</summary>
    public required ReadsPart Reads { get; init; }

    /// <summary>The first few violations of each property.</summary>
    public required IReadOnlyList<ViolationPart> Violations { get; init; }

    /// <summary>The crash or hang; null if there was none.</summary>
    public required GuestFailurePart? GuestFailure { get; init; }

    /// <summary>The run that shows that the detector sees; null where the outcome needs none.</summary>
    public required ControlPart? Control { get; init; }

    /// <summary>Instructions retired by all CPUs.</summary>
    public required long Instructions { get; init; }

    /// <summary>Per CPU.</summary>
    public required IReadOnlyList<CpuPart> PerCpu { get; init; }

    /// <summary>CPUs by what their guest found.</summary>
    public required SelfChecksPart SelfChecks { get; init; }

    /// <summary>Per silo.</summary>
    public required IReadOnlyList<SiloPart> PerSilo { get; init; }

    /// <summary>Wall time of the run in seconds, start of the silos and the control not counted.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Guest speed over the whole machine.</summary>
    public required double InstructionsPerSecond { get; init; }

    /// <summary>Wall time of an NMI from acceptance to its end.</summary>
    public required LatencyPart NmiMicroseconds { get; init; }

    /// <summary>Wall time of a round of <c>stop_machine</c>, all phases and modifications.</summary>
    public required LatencyPart StopMachineMicroseconds { get; init; }

    /// <summary>The report as one JSON object, lines ending in LF.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}

/// <summary>What was modified.</summary>
/// <param name="Wanted">Modifications that the run was to try.</param>
/// <param name="Done">Those that succeeded.</param>
/// <param name="Failed">Those that failed, by error.</param>
public sealed record ModificationsPart(long Wanted, long Done, FailedPart Failed);

/// <summary>Failed modifications by the kernel's error.</summary>
/// <param name="Fault">The site cannot be read.</param>
/// <param name="Invalid">The site holds neither of the words expected.</param>
/// <param name="NotPermitted">The site cannot be written.</param>
public sealed record FailedPart(
    [property: JsonPropertyName("EFAULT")] long Fault,
    [property: JsonPropertyName("EINVAL")] long Invalid,
    [property: JsonPropertyName("EPERM")] long NotPermitted);

/// <summary>What the NMIs did.</summary>
/// <param name="Taken">NMIs accepted.</param>
/// <param name="HeldBack">Those that <c>SR.BL</c> held back first.</param>
/// <param name="WroteCode">Those that wrote the code themselves.</param>
public sealed record NmiPart(long Taken, long HeldBack, long WroteCode);

/// <summary>Loads of call-site words by the guest.</summary>
/// <param name="Observed">All of them.</param>
/// <param name="Torn">Neither the old nor the new word.</param>
/// <param name="ChangedUnderNmi">Another word than before in the same NMI.</param>
public sealed record ReadsPart(long Observed, long Torn, long ChangedUnderNmi);

/// <summary>A property that broke.</summary>
/// <param name="Property">Its name.</param>
/// <param name="Site">Address of the call-site word, eight hex digits.</param>
/// <param name="Symbol">Its function.</param>
/// <param name="Cpu">The CPU that saw it; -1 for the patcher.</param>
/// <param name="Nmi">Which NMI of that CPU, from 1; 0 outside.</param>
/// <param name="Values">The words seen, eight hex digits each, in order.</param>
/// <param name="Steps">The protocol's steps around it, oldest first.</param>
public sealed record ViolationPart(
    string Property, string Site, string Symbol, int Cpu, int Nmi, IReadOnlyList<string> Values, IReadOnlyList<string> Steps);

/// <summary>A guest's crash or hang.</summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="Pc">Address of the instruction, eight hex digits.</param>
/// <param name="Symbol">Where that is, by name.</param>
/// <param name="Instruction">Its disassembly.</param>
/// <param name="Cause">What went wrong.</param>
public sealed record GuestFailurePart(int Cpu, string Pc, string Symbol, string Instruction, string Cause);

/// <summary>The run whose protocol was broken on purpose, to show that the detector sees.</summary>
/// <param name="Without">Steps taken out of it.</param>
/// <param name="PatchUnit">How it wrote sites.</param>
/// <param name="Observed">Loads of call-site words in it.</param>
/// <param name="Violations">Torn and changed words in it.</param>
public sealed record ControlPart(IReadOnlyList<string> Without, string PatchUnit, long Observed, long Violations);

/// <summary>What one CPU did.</summary>
/// <param name="Cpu">Its number.</param>
/// <param name="Silo">The number of its silo.</param>
/// <param name="Instructions">Instructions retired.</param>
/// <param name="SelfCheck"><c>passed</c>, <c>failed</c>, or <c>not reached</c> if its guest has not exited.</param>
public sealed record CpuPart(int Cpu, int Silo, long Instructions, string SelfCheck);

/// <summary>CPUs by what their guest found.</summary>
/// <param name="Passed">CPUs on which the guest exited with 0.</param>
/// <param name="Failed">CPUs on which it exited with another code.</param>
public sealed record SelfChecksPart(int Passed, int Failed);

/// <summary>What one silo did.</summary>
/// <param name="Silo">Its number.</param>
/// <param name="Cpus">CPUs that it ran.</param>
/// <param name="Instructions">Instructions that they retired.</param>
/// <param name="FramesIn">Frames that came in.</param>
/// <param name="FramesOut">Frames that were given up.</param>
public sealed record SiloPart(int Silo, int Cpus, long Instructions, long FramesIn, long FramesOut);

/// <summary>Wall times.</summary>
/// <param name="Median">In microseconds; null where nothing was measured.</param>
/// <param name="P99">99th percentile in microseconds; null where nothing was measured.</param>
public sealed record LatencyPart(double? Median, double? P99);
