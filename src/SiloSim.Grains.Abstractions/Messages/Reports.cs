namespace SiloSim.Grains;

/// <summary>What one silo's part of a machine did.</summary>
[GenerateSerializer, Immutable, Alias("silosim.SiloReport")]
public sealed record SiloReport
{
    /// <summary>The CPUs that it ran.</summary>
    [Id(0)] public IReadOnlyList<CpuReport> Cpus { get; init; } = [];

    /// <summary>Frames that came in.</summary>
    [Id(1)] public long FramesIn { get; init; }

    /// <summary>Frames that were given up.</summary>
    [Id(2)] public long FramesOut { get; init; }
}

/// <summary>What one CPU did.</summary>
[GenerateSerializer, Immutable, Alias("silosim.CpuReport")]
public sealed record CpuReport
{
    /// <summary>CPU number.</summary>
    [Id(0)] public required int Cpu { get; init; }

    /// <summary>Instructions retired.</summary>
    [Id(1)] public long Instructions { get; init; }

    /// <summary>The guest's exit code, if it has exited.</summary>
    [Id(2)] public int? ExitCode { get; init; }

    /// <summary>Call-site words that its text loaded.</summary>
    [Id(3)] public long ReadsObserved { get; init; }

    /// <summary>Of these, neither the old nor the new word.</summary>
    [Id(4)] public long Torn { get; init; }

    /// <summary>Of these, another word than before in the same NMI.</summary>
    [Id(5)] public long ChangedUnderNmi { get; init; }

    /// <summary>NMIs accepted.</summary>
    [Id(6)] public long NmiTaken { get; init; }

    /// <summary>NMIs that <c>SR.BL</c> held back first.</summary>
    [Id(7)] public long NmiHeldBack { get; init; }

    /// <summary>Program counter.</summary>
    [Id(8)] public uint Pc { get; init; }

    /// <summary>The silo's number in the machine.</summary>
    [Id(9)] public int Silo { get; init; }

    /// <summary>Sites that its NMIs have read; told by the first few CPUs only.</summary>
    [Id(10)] public IReadOnlyList<uint> NmiSites { get; init; } = [];
}

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>Its modifications are done and every CPU has exited.</summary>
    Done,

    /// <summary>The guest crashed or hung.</summary>
    GuestFailed,

    /// <summary>The time limit was reached before the modifications were done.</summary>
    TimeLimit,

    /// <summary>It was interrupted.</summary>
    Interrupted,

    /// <summary>A part of the machine failed.</summary>
    Fault,

    /// <summary>The moves of a replay were made, or it was seen where the machine does something else.</summary>
    Replayed,
}

/// <summary>Where a run stands.</summary>
/// <param name="Ended">Whether it has ended.</param>
/// <param name="End">How.</param>
/// <param name="Rounds">Rounds of <c>stop_machine</c> so far.</param>
/// <param name="Modifications">Modifications done so far.</param>
/// <param name="Nmis">NMIs taken so far, where known.</param>
/// <param name="Instructions">Instructions retired so far, where known.</param>
/// <param name="CpusExited">CPUs on which the guest has exited.</param>
/// <param name="Output">Console output that the caller has not seen yet.</param>
/// <param name="Fault">What failed, in one line.</param>
[GenerateSerializer, Immutable, Alias("silosim.MachineStatus")]
public sealed record MachineStatus(
    bool Ended, RunEnd End, long Rounds, long Modifications, long Nmis, long Instructions, int CpusExited, byte[] Output,
    string? Fault);

/// <summary>What a run has measured.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MachineReport")]
public sealed record MachineReport
{
    /// <summary>How it ended.</summary>
    [Id(0)] public required RunEnd End { get; init; }

    /// <summary>What failed, in one line.</summary>
    [Id(1)] public string? Fault { get; init; }

    /// <summary>The crash, or the hang.</summary>
    [Id(2)] public GuestCrash? Crash { get; init; }

    /// <summary>What the coordinator did.</summary>
    [Id(3)] public required CoordinatorTotals Coordinator { get; init; }

    /// <summary>What the NMIs did.</summary>
    [Id(4)] public required NmiTotals Nmis { get; init; }

    /// <summary>Per CPU, in their order.</summary>
    [Id(5)] public required IReadOnlyList<CpuReport> Cpus { get; init; }

    /// <summary>Per silo, in their order.</summary>
    [Id(6)] public required IReadOnlyList<SiloReport> Silos { get; init; }

    /// <summary>Properties that broke: the first few of each.</summary>
    [Id(7)] public required IReadOnlyList<ViolationMessage> Violations { get; init; }

    /// <summary><c>nmi_running</c>, <c>nmi_wait_count</c>, <c>nmi_update_count</c> at the end.</summary>
    [Id(8)] public required IReadOnlyList<uint> Words { get; init; }

    /// <summary>Wall time of the run, in seconds.</summary>
    [Id(9)] public double Seconds { get; init; }

    /// <summary>Wall time of the rounds of <c>stop_machine</c> and of the NMIs is in <see cref="Coordinator"/> and <see cref="Nmis"/>.</summary>
    [Id(10)] public int CpusExited { get; init; }

    /// <summary>How a replay went; null for other runs.</summary>
    [Id(11)] public ReplayOutcome? Replay { get; init; }

    /// <summary>CPUs that were moved to another silo while they ran, each as often as it was.</summary>
    [Id(12)] public int CpusMoved { get; init; }
}

/// <summary>A machine could not do what it was asked for. The message is the one line that a user sees.</summary>
[GenerateSerializer, Alias("silosim.MachineException")]
public sealed class MachineException : Exception
{
    /// <summary>With the line to show.</summary>
    /// <param name="message">One line.</param>
    public MachineException(string message)
        : base(message)
    {
    }

    /// <summary>With the line to show and what caused it.</summary>
    /// <param name="message">One line.</param>
    /// <param name="inner">The cause.</param>
    public MachineException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>For serializers.</summary>
    public MachineException()
    {
    }
}
