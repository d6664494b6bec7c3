using SiloSim.Grains.Engine;

namespace SiloSim.Grains.Moving;

/// <summary>A core on its way to another silo, between two instructions and outside of NMIs.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MovedCore")]
internal sealed record MovedCore
{
    /// <summary>What the simulator's objects have written: the core, its strikes, what it has observed.</summary>
    [Id(0)] public required byte[] State { get; init; }

    /// <summary>Runnable, asleep or ended.</summary>
    [Id(1)] public CoreActivity Activity { get; init; }

    /// <summary>An NMI is pending.</summary>
    [Id(2)] public bool StrikePending { get; init; }

    /// <summary>It has been counted as held back.</summary>
    [Id(3)] public bool CountedHeldBack { get; init; }

    /// <summary>NMIs accepted.</summary>
    [Id(4)] public int NmiTaken { get; init; }

    /// <summary>NMIs held back.</summary>
    [Id(5)] public long NmiHeldBack { get; init; }

    /// <summary>Virtual time at which it hangs.</summary>
    [Id(6)] public long HangDeadline { get; init; }

    /// <summary>The guest's exit code.</summary>
    [Id(7)] public int? ExitCode { get; init; }

    /// <summary>The guest's crash.</summary>
    [Id(8)] public GuestCrash? Crash { get; init; }

    /// <summary>Its NMI grain moves too, and would move again.</summary>
    [Id(9)] public bool HasNmiGrain { get; init; }
}
