namespace SiloSim.Grains;

/// <summary>A search over silos: what is searched, and how.</summary>
[GenerateSerializer, Immutable, Alias("silosim.ExplorationSpec")]
public sealed record ExplorationSpec
{
    /// <summary>The configuration, as the options of <c>silosim explore</c> that ask for it.</summary>
    [Id(0)] public required string Configuration { get; init; }

    /// <summary>What is left out, as a number of <c>SiloSim.Explorer.Search.Reductions</c>.</summary>
    [Id(1)] public int Reductions { get; init; }

    /// <summary>More bytes than this for the worlds of one silo end the search; null for half of its memory.</summary>
    [Id(2)] public long? MemoryLimitBytes { get; init; }

    /// <summary>Whether executions are counted, and cycles looked for, when all worlds are known.</summary>
    [Id(3)] public bool LooksForCycles { get; init; } = true;
}

/// <summary>Where a search over silos stands.</summary>
[GenerateSerializer, Immutable, Alias("silosim.ExplorationStatus")]
public sealed record ExplorationStatus
{
    /// <summary>Whether it has begun: a head that was lost with its silo begins anew as one that has not.</summary>
    [Id(0)] public bool Begun { get; init; }

    /// <summary>Whether it has ended.</summary>
    [Id(1)] public bool Ended { get; init; }

    /// <summary>Why it did not come to its end, in a few words; null if it did.</summary>
    [Id(2)] public string? Reason { get; init; }

    /// <summary>Why it could not be made, in one line; null if it could.</summary>
    [Id(3)] public string? Fault { get; init; }

    /// <summary>How often it has begun from the first world: once, and again for each silo that was lost.</summary>
    [Id(4)] public int Attempts { get; init; }

    /// <summary>Worlds met.</summary>
    [Id(5)] public long States { get; init; }

    /// <summary>Steps taken.</summary>
    [Id(6)] public long Transitions { get; init; }

    /// <summary>Steps from the first world to the furthest.</summary>
    [Id(7)] public int Depth { get; init; }

    /// <summary>Worlds that wait to be expanded.</summary>
    [Id(8)] public long Waiting { get; init; }

    /// <summary>Bytes of the stored worlds, on all silos.</summary>
    [Id(9)] public long Bytes { get; init; }

    /// <summary>What was found that is wrong, the nearest to the first world; null for nothing.</summary>
    [Id(10)] public FindingMessage? Finding { get; init; }

    /// <summary>Whether there are cycles; null where they were not looked for.</summary>
    [Id(11)] public bool? HasCycles { get; init; }

    /// <summary>Executions from beginning to end, an unsigned little-endian number; null where they were not counted.</summary>
    [Id(12)] public byte[]? Interleavings { get; init; }

    /// <summary>What each silo has of it.</summary>
    [Id(13)] public IReadOnlyList<SiloStates> Silos { get; init; } = [];
}

/// <summary>How many worlds a silo has visited.</summary>
/// <param name="Silo">Its address, <c>HOST:PORT</c>.</param>
/// <param name="States">Worlds.</param>
[GenerateSerializer, Immutable, Alias("silosim.SiloStates")]
public sealed record SiloStates(string Silo, long States);

/// <summary>What is wrong, and how far from the first world.</summary>
/// <param name="Property">The property that is violated, or <c>deadlock</c> or <c>model-error</c>.</param>
/// <param name="Description">One line.</param>
/// <param name="Steps">Steps from the first world.</param>
[GenerateSerializer, Immutable, Alias("silosim.FindingMessage")]
public sealed record FindingMessage(string Property, string Description, int Steps);

/// <summary>A silo's part of a search.</summary>
[GenerateSerializer, Immutable, Alias("silosim.SearchPlace")]
public sealed record SearchPlace
{
    /// <summary>The search.</summary>
    [Id(0)] public required ExplorationSpec Spec { get; init; }

    /// <summary>Which attempt: what belongs to another is refused.</summary>
    [Id(1)] public Guid Attempt { get; init; }

    /// <summary>The silos: shard n is at silo n modulo their number.</summary>
    [Id(2)] public required IReadOnlyList<SiloAddress> Silos { get; init; }

    /// <summary>This silo's number among them.</summary>
    [Id(3)] public int Silo { get; init; }

    /// <summary>How many shards there are.</summary>
    [Id(4)] public int Shards { get; init; }

    /// <summary>What is known of the code, where that matters; else null.</summary>
    [Id(5)] public byte[]? Code { get; init; }
}

/// <summary>Worlds for a shard.</summary>
/// <param name="Shard">The number of the shard.</param>
/// <param name="Worlds">A batch, as <c>SiloSim.Explorer.Shards</c> writes it.</param>
[GenerateSerializer, Immutable, Alias("silosim.ShardBatch")]
public sealed record ShardBatch(int Shard, byte[] Worlds);

/// <summary>Worlds to expand.</summary>
[GenerateSerializer, Immutable, Alias("silosim.ExpansionRequest")]
public sealed record ExpansionRequest
{
    /// <summary>Of which search.</summary>
    [Id(0)] public required SearchPlace Place { get; init; }

    /// <summary>The number of the shard that they are from; nobody's for the first world.</summary>
    [Id(1)] public int Shard { get; init; }

    /// <summary>The batch; null for the first world.</summary>
    [Id(2)] public byte[]? Worlds { get; init; }

    /// <summary>Whether executions are counted; for the first world.</summary>
    [Id(3)] public bool Counts { get; init; }
}

/// <summary>What came of an expansion; see <c>SiloSim.Explorer.Shards.Expansion</c>.</summary>
[GenerateSerializer, Immutable, Alias("silosim.ExpansionMessage")]
public sealed record ExpansionMessage
{
    /// <summary>Worlds for the shards that own them.</summary>
    [Id(0)] public required IReadOnlyList<ShardBatch> Batches { get; init; }

    /// <summary>Worlds that were expanded.</summary>
    [Id(1)] public int Worlds { get; init; }

    /// <summary>Steps that were taken.</summary>
    [Id(2)] public int Transitions { get; init; }

    /// <summary>What is wrong, its steps counted from the worlds that were expanded; null for nothing.</summary>
    [Id(3)] public FindingMessage? Finding { get; init; }

    /// <summary>Executions that end there, an unsigned little-endian number.</summary>
    [Id(4)] public required byte[] Interleavings { get; init; }

    /// <summary>What is known of the code, if that is news; else null.</summary>
    [Id(5)] public byte[]? Code { get; init; }
}

/// <summary>What a silo did of a level within a short while.</summary>
[GenerateSerializer, Immutable, Alias("silosim.LevelSlice")]
public sealed record LevelSlice
{
    /// <summary>Whether nothing of this level is left here.</summary>
    [Id(0)] public bool IsDone { get; init; }

    /// <summary>Whether the silo has no more memory for worlds.</summary>
    [Id(1)] public bool IsFull { get; init; }

    /// <summary>Worlds that were expanded.</summary>
    [Id(2)] public long Worlds { get; init; }

    /// <summary>Steps that were taken.</summary>
    [Id(3)] public long Transitions { get; init; }

    /// <summary>What is wrong, its steps counted from this level; null for nothing.</summary>
    [Id(4)] public FindingMessage? Finding { get; init; }

    /// <summary>Executions that end there, an unsigned little-endian number.</summary>
    [Id(5)] public required byte[] Interleavings { get; init; }

    /// <summary>What is known of the code, if there is news; else null.</summary>
    [Id(6)] public byte[]? Code { get; init; }

    /// <summary>What the silo has now.</summary>
    [Id(7)] public required ShareStatus Share { get; init; }
}

/// <summary>What a silo has of a search.</summary>
/// <param name="States">Worlds met.</param>
/// <param name="Waiting">Worlds that wait to be expanded.</param>
/// <param name="Bytes">Bytes of the stored worlds.</param>
[GenerateSerializer, Immutable, Alias("silosim.ShareStatus")]
public sealed record ShareStatus(long States, long Waiting, long Bytes);
