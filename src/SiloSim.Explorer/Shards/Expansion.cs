using System.Collections.Immutable;
using System.Numerics;
using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Shards;

/// <summary>What the expansion of some worlds came to.</summary>
public sealed record Expansion
{
    /// <summary>For each shard, the worlds for it; null for none.</summary>
    public required ImmutableArray<byte[]?> Batches { get; init; }

    /// <summary>Worlds that were expanded.</summary>
    public int Worlds { get; init; }

    /// <summary>Steps that were taken.</summary>
    public int Transitions { get; init; }

    /// <summary>What is wrong, the nearest to the first world; null where nothing was found.</summary>
    public Finding? Finding { get; init; }

    /// <summary>
    /// How many steps after the worlds that were expanded <see cref="Finding"/> shows: 0 or 1; steps that a partial order
    /// takes alone are not counted.
    /// </summary>
    public int FindingSteps { get; init; }

    /// <summary>How many executions end in these worlds, where executions are counted.</summary>
    public BigInteger Ended { get; init; }

    /// <summary>
    /// What is known of the code, for <see cref="KnownCode"/>, if that matters and is more than when it was said last;
    /// else null.
    /// </summary>
    public byte[]? Code { get; init; }
}
