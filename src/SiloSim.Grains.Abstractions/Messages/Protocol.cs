namespace SiloSim.Grains;

/// <summary>One shared access of the protocol: an operation that its home executes.</summary>
/// <param name="Kind">The operation, as a number of <c>SiloSim.Explorer.OperationKind</c>.</param>
/// <param name="Address">Guest address.</param>
/// <param name="Value">What is stored or added.</param>
/// <param name="Comparand">What is compared with.</param>
/// <param name="Cpu">The CPU whose NMI asks, or -1 for the coordinator.</param>
/// <param name="Nmi">Which NMI of that CPU, from 1.</param>
/// <param name="Wait">An operation that has to wait is answered when it can be done; else it says at once that it cannot.</param>
/// <param name="Notes">What the routine told its observers since its last access: it touches nothing. Null for nothing.</param>
[GenerateSerializer, Immutable, Alias("silosim.ProtocolAccess")]
public sealed record ProtocolAccess(
    int Kind, uint Address, uint Value, uint Comparand, int Cpu, int Nmi, bool Wait, IReadOnlyList<OperationNote>? Notes);

/// <summary>An operation that touches nothing and tells observers where a routine stands.</summary>
/// <param name="Kind">The operation, as a number of <c>SiloSim.Explorer.OperationKind</c>.</param>
/// <param name="Address">Guest address.</param>
/// <param name="Value">As the operation's.</param>
/// <param name="Comparand">As the operation's.</param>
[GenerateSerializer, Immutable, Alias("silosim.OperationNote")]
public sealed record OperationNote(int Kind, uint Address, uint Value, uint Comparand);

/// <summary>What came of a shared access.</summary>
/// <param name="Value">What was read, or the word after an addition.</param>
/// <param name="Status">0, or a negative kernel error number.</param>
/// <param name="Blocked">It would have had to wait; nothing was done.</param>
[GenerateSerializer, Immutable, Alias("silosim.AccessResult")]
public sealed record AccessResult(uint Value, int Status, bool Blocked);

/// <summary>Which half of an NMI's protocol a step belongs to.</summary>
public enum NmiPhase
{
    /// <summary>Kernel: <c>ftrace_nmi_enter</c>.</summary>
    Enter,

    /// <summary>Kernel: <c>ftrace_nmi_exit</c>.</summary>
    Exit,
}

/// <summary>Where a routine stands after some steps of it.</summary>
/// <param name="Steps">Shared accesses that were made.</param>
/// <param name="State">Why it stopped.</param>
/// <param name="Phase">The phase of <c>stop_machine</c> that it waits for, if it waits for one.</param>
[GenerateSerializer, Immutable, Alias("silosim.StepResult")]
public sealed record StepResult(int Steps, RoutineState State, int Phase)
{
    /// <summary>The shared access that it would make next; null where it has none. Told where one step at most was asked for.</summary>
    [Id(0)] public AccessMessage? Next { get; init; }

    /// <summary>The last shared access that it made, and what came of it. Told where one step at most was asked for.</summary>
    [Id(1)] public AccessMessage? Made { get; init; }
}

/// <summary>A shared access, and what came of it.</summary>
/// <param name="Kind">The operation, as a number of <c>SiloSim.Explorer.OperationKind</c>.</param>
/// <param name="Address">Guest address.</param>
/// <param name="Value">As the operation's.</param>
/// <param name="Comparand">As the operation's.</param>
/// <param name="Result">What was read, or the word after an addition; 0 before it is made.</param>
/// <param name="Status">0, or a negative kernel error number.</param>
[GenerateSerializer, Immutable, Alias("silosim.AccessMessage")]
public sealed record AccessMessage(int Kind, uint Address, uint Value, uint Comparand, uint Result, int Status);

/// <summary>Why a routine stopped.</summary>
public enum RoutineState
{
    /// <summary>The steps granted are used up.</summary>
    Ready,

    /// <summary>Its next access has to wait for another's.</summary>
    Blocked,

    /// <summary>It waits until every CPU has acknowledged a phase.</summary>
    Phase,

    /// <summary>It is complete.</summary>
    Completed,
}

/// <summary>What the coordinator did so far.</summary>
[GenerateSerializer, Immutable, Alias("silosim.CoordinatorTotals")]
public sealed record CoordinatorTotals
{
    /// <summary>Modifications that succeeded.</summary>
    [Id(0)] public long Done { get; init; }

    /// <summary>Modifications that failed with <c>-EFAULT</c>.</summary>
    [Id(1)] public long Fault { get; init; }

    /// <summary>Modifications that failed with <c>-EINVAL</c>.</summary>
    [Id(2)] public long Invalid { get; init; }

    /// <summary>Modifications that failed with <c>-EPERM</c>.</summary>
    [Id(3)] public long NotPermitted { get; init; }

    /// <summary>Rounds of <c>stop_machine</c>.</summary>
    [Id(4)] public long Rounds { get; init; }

    /// <summary>Wall time of the rounds.</summary>
    [Id(5)] public LatencyCounts Microseconds { get; init; } = LatencyCounts.None;
}

/// <summary>What the NMIs of a CPU did so far.</summary>
[GenerateSerializer, Immutable, Alias("silosim.NmiTotals")]
public sealed record NmiTotals
{
    /// <summary>NMIs that wrote the code themselves.</summary>
    [Id(0)] public long WroteCode { get; init; }

    /// <summary>Wall time of an NMI from acceptance to its end.</summary>
    [Id(1)] public LatencyCounts Microseconds { get; init; } = LatencyCounts.None;
}

/// <summary>Wall times as counts per bucket; see <c>SiloSim.Machine.LatencyHistogram</c>.</summary>
/// <param name="Buckets">Counts.</param>
[GenerateSerializer, Immutable, Alias("silosim.LatencyCounts")]
public sealed record LatencyCounts(long[] Buckets)
{
    /// <summary>Nothing measured.</summary>
    public static readonly LatencyCounts None = new([]);
}

/// <summary>What the home of the counter saw of the protocol.</summary>
/// <param name="Steps">The last steps, oldest first, each one line.</param>
/// <param name="Violations">Properties that broke at this home.</param>
/// <param name="Words">Words at the homes now: <c>nmi_running</c>, <c>nmi_wait_count</c>, <c>nmi_update_count</c>.</param>
[GenerateSerializer, Immutable, Alias("silosim.WatchReport")]
public sealed record WatchReport(
    IReadOnlyList<string> Steps, IReadOnlyList<ViolationMessage> Violations, IReadOnlyList<uint> Words);

/// <summary>A property that broke.</summary>
[GenerateSerializer, Immutable, Alias("silosim.ViolationMessage")]
public sealed record ViolationMessage
{
    /// <summary>Its name, such as <c>changed-under-nmi</c>.</summary>
    [Id(0)] public required string Property { get; init; }

    /// <summary>Guest address of the call-site word.</summary>
    [Id(1)] public uint Site { get; init; }

    /// <summary>The site's function.</summary>
    [Id(2)] public string Symbol { get; init; } = "";

    /// <summary>The CPU that saw it, or -1.</summary>
    [Id(3)] public int Cpu { get; init; }

    /// <summary>Which NMI of that CPU, from 1; 0 outside.</summary>
    [Id(4)] public int Nmi { get; init; }

    /// <summary>The values seen, in order.</summary>
    [Id(5)] public IReadOnlyList<uint> Values { get; init; } = [];

    /// <summary>The protocol's steps around it, oldest first.</summary>
    [Id(6)] public IReadOnlyList<string> Steps { get; init; } = [];
}
