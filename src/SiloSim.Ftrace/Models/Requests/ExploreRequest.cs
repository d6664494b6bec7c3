using System.Collections.Immutable;

namespace SiloSim.Ftrace.Models;

/// <summary>A search as it is asked for, in the words of the command line; null is what was not said.</summary>
public sealed record ExploreRequest
{
    /// <summary>Names of <c>--without</c>.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    /// <summary><c>seed</c> or <c>breakpoint</c>.</summary>
    public string? Scheme { get; init; }

    /// <summary><c>protocol</c> or <c>comparison</c>.</summary>
    public string? Model { get; init; }

    /// <summary>CPUs that take NMIs.</summary>
    public int? NmiCpus { get; init; }

    /// <summary>NMIs on each: a number, or <c>unbounded</c>.</summary>
    public string? Nmis { get; init; }

    /// <summary>Call sites.</summary>
    public int? Sites { get; init; }

    /// <summary>How often each gets its other content.</summary>
    public int? Rounds { get; init; }

    /// <summary>Whether one of the NMI CPUs is the patcher's own.</summary>
    public bool Self { get; init; }

    /// <summary>Whether writes to sites fail.</summary>
    public bool FailingWrite { get; init; }

    /// <summary>CPUs that execute the sites outside NMIs.</summary>
    public int? Readers { get; init; }

    /// <summary><c>local</c>, <c>broadcast</c> or <c>ipi</c>.</summary>
    public string? Flush { get; init; }

    /// <summary><c>word</c> or <c>halfword</c>.</summary>
    public string? PatchUnit { get; init; }

    /// <summary><c>sc</c>, <c>tso</c> or <c>pso</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>Whether loads may move up before an earlier atomic operation.</summary>
    public bool EarlyLoads { get; init; }

    /// <summary>A word of <see cref="ExploreStrategy"/>.</summary>
    public string? Strategy { get; init; }

    /// <summary><c>none</c>, <c>partial-order</c>, <c>symmetry</c> or <c>all</c>.</summary>
    public string? Reduction { get; init; }

    /// <summary>Operating system threads that search.</summary>
    public int? Workers { get; init; }

    /// <summary>Most memory for worlds: a number of MiB, or one that ends in K, M or G.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>What <c>random</c> and <c>pct</c> are seeded with.</summary>
    public ulong? Seed { get; init; }

    /// <summary>How many runs <c>random</c> and <c>pct</c> make.</summary>
    public long? Runs { get; init; }

    /// <summary>A word of <see cref="Explorer.Search.StateStore"/>.</summary>
    public string? Store { get; init; }

    /// <summary>The file that the search goes on from and leaves its state in.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Steps that a search of a guest goes far.</summary>
    public int? Bound { get; init; }

    /// <summary>CPUs of a guest.</summary>
    public int? Cpus { get; init; }

    /// <summary>Whether the whole table is asked for.</summary>
    public bool All { get; init; }

    /// <summary>Whether a configuration is asked for, in whole or in part.</summary>
    public bool NamesAConfiguration => Without.Length > 0 || Self || FailingWrite || EarlyLoads
        || NmiCpus is not null || Sites is not null || Rounds is not null || Readers is not null
        || (Scheme ?? Model ?? Nmis ?? Flush ?? PatchUnit ?? Memory) is not null;
}
