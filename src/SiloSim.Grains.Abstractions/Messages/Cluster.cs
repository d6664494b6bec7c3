namespace SiloSim.Grains;

/// <summary>What a cluster is made of at one moment.</summary>
/// <param name="Silos">Its active silos, in the order in which machines number them.</param>
[GenerateSerializer, Immutable, Alias("silosim.ClusterStatus")]
public sealed record ClusterStatus(IReadOnlyList<SiloState> Silos);

/// <summary>One silo of a cluster.</summary>
[GenerateSerializer, Immutable, Alias("silosim.SiloState")]
public sealed record SiloState
{
    /// <summary>Where other silos reach it: <c>HOST:PORT</c>.</summary>
    [Id(0)] public required string Address { get; init; }

    /// <summary>What its engine says; null where it gave no answer in time.</summary>
    [Id(1)] public EngineStatus? Engine { get; init; }

    /// <summary>Active grains by kind, as <c>cpu</c> or <c>memory</c>.</summary>
    [Id(2)] public required IReadOnlyDictionary<string, int> Grains { get; init; }
}

/// <summary>The engine of one silo.</summary>
/// <param name="Threads">Threads that run guest code.</param>
/// <param name="ProcessBytes">Memory of the silo's process that is resident.</param>
/// <param name="Parts">The machines of which there is a part here.</param>
[GenerateSerializer, Immutable, Alias("silosim.EngineStatus")]
public sealed record EngineStatus(int Threads, long ProcessBytes, IReadOnlyList<MachinePart> Parts);

/// <summary>What one silo has of one machine.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MachinePart")]
public sealed record MachinePart
{
    /// <summary>The machine's key.</summary>
    [Id(0)] public required string Machine { get; init; }

    /// <summary>Lockstep or free.</summary>
    [Id(1)] public required RunMode Mode { get; init; }

    /// <summary>CPUs here.</summary>
    [Id(2)] public required int Cpus { get; init; }

    /// <summary>Of these, on how many the guest has exited or crashed.</summary>
    [Id(3)] public required int Ended { get; init; }

    /// <summary>The CPUs are stopped by <c>stop_machine</c>.</summary>
    [Id(4)] public required bool Stopped { get; init; }

    /// <summary>Instructions retired by the CPUs that are here now.</summary>
    [Id(5)] public required long Instructions { get; init; }

    /// <summary>Bytes of the copies of frames.</summary>
    [Id(6)] public required long FrameBytes { get; init; }
}
