namespace SiloSim.Grains;

/// <summary>Where a core begins.</summary>
/// <param name="Entry">First instruction: a guest address.</param>
/// <param name="CpuCount">CPUs of the machine, handed to the guest in r5.</param>
/// <param name="Stack">Initial r15.</param>
[GenerateSerializer, Immutable, Alias("silosim.CpuStart")]
public sealed record CpuStart(uint Entry, int CpuCount, uint Stack);

/// <summary>What a core is doing.</summary>
public enum CpuActivity
{
    /// <summary>It runs, or waits for its turn.</summary>
    Running,

    /// <summary>It waits for a frame.</summary>
    WaitingForFrame,

    /// <summary>SLEEP: it waits for an interrupt.</summary>
    Asleep,

    /// <summary>Inside an NMI.</summary>
    InNmi,

    /// <summary>The machine is stopped: it executes nothing but NMI handlers.</summary>
    Stopped,

    /// <summary>The guest has exited on it.</summary>
    Exited,

    /// <summary>The guest has crashed on it.</summary>
    Failed,
}

/// <summary>The state of a CPU.</summary>
/// <param name="Cpu">CPU number.</param>
/// <param name="Activity">What it is doing.</param>
/// <param name="Pc">Program counter.</param>
/// <param name="Instructions">Instructions retired.</param>
/// <param name="ExitCode">The guest's exit code, if it has exited.</param>
[GenerateSerializer, Immutable, Alias("silosim.CpuStatus")]
public sealed record CpuStatus(int Cpu, CpuActivity Activity, uint Pc, long Instructions, int? ExitCode);

/// <summary>A guest's crash.</summary>
/// <param name="Cpu">CPU number.</param>
/// <param name="Pc">Address of the instruction.</param>
/// <param name="Instruction">Its disassembly.</param>
/// <param name="Cause">What went wrong.</param>
[GenerateSerializer, Immutable, Alias("silosim.GuestCrash")]
public sealed record GuestCrash(int Cpu, uint Pc, string Instruction, string Cause);

/// <summary>Something that happened to a CPU in free mode.</summary>
[GenerateSerializer, Immutable, Alias("silosim.CpuEvent")]
public sealed record CpuEvent
{
    /// <summary>CPU number.</summary>
    [Id(0)] public required int Cpu { get; init; }

    /// <summary>The guest exited with this code.</summary>
    [Id(1)] public int? ExitCode { get; init; }

    /// <summary>The guest crashed.</summary>
    [Id(2)] public GuestCrash? Crash { get; init; }

    /// <summary>The guest wrote these bytes to its console.</summary>
    [Id(3)] public byte[]? Output { get; init; }

    /// <summary>A part of the machine failed: one line.</summary>
    [Id(4)] public string? Fault { get; init; }

    /// <summary>A property broke.</summary>
    [Id(5)] public ViolationMessage? Violation { get; init; }

    /// <summary>Of which machine: <see cref="MachineSpec.Life"/>.</summary>
    [Id(6)] public Guid Life { get; init; }
}

/// <summary>Lockstep: one turn of a core.</summary>
/// <param name="Cpu">CPU number.</param>
/// <param name="Budget">Instructions to retire; 0 where only <paramref name="Strike"/> is wanted.</param>
/// <param name="Strike">An NMI is pending: accept it, if <c>SR.BL</c> is clear, before anything else.</param>
/// <param name="IdleTime">Virtual instructions of this CPU that were not executed, for its clock.</param>
[GenerateSerializer, Immutable, Alias("silosim.TurnRequest")]
public sealed record TurnRequest(int Cpu, int Budget, bool Strike, long IdleTime)
{
    /// <summary>The turn ends as soon as a call-site word has been loaded, or the guest has written something.</summary>
    [Id(0)] public bool UntilSeen { get; init; }
}

/// <summary>How a turn ended.</summary>
public enum TurnEnd
{
    /// <summary>The budget is spent.</summary>
    Budget,

    /// <summary>The NMI was accepted: the core stands at its vector.</summary>
    NmiAccepted,

    /// <summary>The handler's RTE has retired.</summary>
    NmiReturned,

    /// <summary>The core sleeps.</summary>
    Asleep,

    /// <summary>The guest has exited on this CPU.</summary>
    Exited,

    /// <summary>The guest has crashed on this CPU.</summary>
    Failed,

    /// <summary>What <see cref="TurnRequest.UntilSeen"/> asks for has happened.</summary>
    Seen,
}

/// <summary>What came of a turn.</summary>
[GenerateSerializer, Immutable, Alias("silosim.TurnResult")]
public sealed record TurnResult
{
    /// <summary>How it ended.</summary>
    [Id(0)] public required TurnEnd End { get; init; }

    /// <summary>Instructions retired in it.</summary>
    [Id(1)] public int Instructions { get; init; }

    /// <summary>The strike was held back by <c>SR.BL</c>.</summary>
    [Id(2)] public bool HeldBack { get; init; }

    /// <summary>The guest's exit code.</summary>
    [Id(3)] public int ExitCode { get; init; }

    /// <summary>The crash.</summary>
    [Id(4)] public GuestCrash? Crash { get; init; }

    /// <summary>What the guest wrote to its console.</summary>
    [Id(5)] public byte[]? Output { get; init; }

    /// <summary>Properties that broke.</summary>
    [Id(6)] public IReadOnlyList<ViolationMessage>? Violations { get; init; }

    /// <summary>Torn words seen in this turn.</summary>
    [Id(7)] public int Torn { get; init; }

    /// <summary>Words seen to change under an NMI in this turn.</summary>
    [Id(8)] public int Changed { get; init; }

    /// <summary>Asleep: virtual time at which a timer of the CPU may wake it; the largest number for never.</summary>
    [Id(9)] public long WakeAt { get; init; } = long.MaxValue;

    /// <summary>With <see cref="TurnRequest.UntilSeen"/>: the call-site word that was loaded; null for none.</summary>
    [Id(10)] public AccessMessage? Load { get; init; }
}
