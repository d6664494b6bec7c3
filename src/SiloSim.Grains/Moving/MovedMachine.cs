namespace SiloSim.Grains.Moving;

/// <summary>A machine's own grain on its way to another silo, between two rounds of a run, or after it.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MovedMachine")]
internal sealed record MovedMachine
{
    /// <summary>The machine, without its image.</summary>
    [Id(0)] public required MachineSpec Spec { get; init; }

    /// <summary>Its silos by number; null for one that has left.</summary>
    [Id(1)] public required SiloAddress?[] Silos { get; init; }

    /// <summary>The silo of each CPU.</summary>
    [Id(2)] public required int[] SiloOfCpu { get; init; }

    /// <summary>What silos did that have left, by number.</summary>
    [Id(3)] public required Dictionary<int, SiloReport> Left { get; init; }

    /// <summary>CPUs that were moved.</summary>
    [Id(4)] public int CpusMoved { get; init; }

    /// <summary>What the run has come to.</summary>
    [Id(5)] public required MovedLog Log { get; init; }

    /// <summary>What it is to do; null before it is started.</summary>
    [Id(6)] public RunPlan? Plan { get; init; }

    /// <summary>Rounds that are over.</summary>
    [Id(7)] public int Rounds { get; init; }

    /// <summary>Seconds that it has run.</summary>
    [Id(8)] public double Seconds { get; init; }

    /// <summary>It was asked to end.</summary>
    [Id(9)] public bool Interrupted { get; init; }

    /// <summary>The guests were told to come to an end.</summary>
    [Id(10)] public bool ToldToEnd { get; init; }

    /// <summary>How it ended.</summary>
    [Id(11)] public RunEnd End { get; init; }

    /// <summary>Its report; null before its end.</summary>
    [Id(12)] public MachineReport? Report { get; init; }
}

/// <summary>A <see cref="RunLog"/>.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MovedLog")]
internal sealed record MovedLog(
    bool[] Ended, byte[] Output, ViolationMessage[] Violations, int Exited, GuestCrash? Crash, string? Fault, long Nmis,
    long Instructions, long Torn, long Changed);
