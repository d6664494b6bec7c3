namespace SiloSim.Grains;

/// <summary>The moves of a counterexample that a machine is to make, as <c>SiloSim.Ftrace.Models.MachineScript</c> has them.</summary>
[GenerateSerializer, Immutable, Alias("silosim.ReplayPlan")]
public sealed record ReplayPlan
{
    /// <summary>The moves.</summary>
    [Id(0)] public required IReadOnlyList<ReplayMove> Moves { get; init; }

    /// <summary>How often the machine is stopped.</summary>
    [Id(1)] public int Stops { get; init; }

    /// <summary>How often each site gets its other content within a stop.</summary>
    [Id(2)] public int RoundsOfAStop { get; init; }

    /// <summary>
    /// Whether the phases of a stop are moves. Else the stop has begun when the first move is made, and all are within it.
    /// </summary>
    [Id(3)] public bool HasPhases { get; init; }

    /// <summary>The move at which a cycle begins, which is made again and again; null for none.</summary>
    [Id(4)] public int? CycleFrom { get; init; }

    /// <summary>Whether the moves are all there are, so that what holds at the end of a run is to hold.</summary>
    [Id(5)] public bool ToTheEnd { get; init; }
}

/// <summary>A move.</summary>
/// <param name="Step">The number of the step that it is of, for people.</param>
/// <param name="Actor">Who makes it, as a number of <c>SiloSim.Ftrace.Models.MachineActor</c>.</param>
/// <param name="Cpu">On which CPU.</param>
/// <param name="Access">The access, and what has to come of it.</param>
[GenerateSerializer, Immutable, Alias("silosim.ReplayMove")]
public sealed record ReplayMove(int Step, int Actor, int Cpu, AccessMessage Access);

/// <summary>How a replay went.</summary>
/// <param name="Step">The step that was made last.</param>
/// <param name="Parted">What the machine does instead of the next move, in one line; null if it made them all.</param>
[GenerateSerializer, Immutable, Alias("silosim.ReplayOutcome")]
public sealed record ReplayOutcome(int Step, string? Parted);
