using System.Collections.Immutable;
using SiloSim.Explorer.Models;

namespace SiloSim.Ftrace.Models;

/// <summary>What a model of the seed consists of: see <c>docs/VERIFICATION.md</c>.</summary>
public sealed record SeedConfiguration
{
    /// <summary>The steps that the protocol has, and what it writes at a time.</summary>
    public Variant Variant { get; init; } = Variant.Whole;

    /// <summary>The scheme.</summary>
    public PatchScheme Scheme { get; init; }

    /// <summary>What is taken out of <see cref="PatchScheme.Breakpoint"/>.</summary>
    public ImmutableArray<BreakpointStep> WithoutBreakpoint { get; init; } = [];

    /// <summary>Whose text runs.</summary>
    public ModelText Text { get; init; }

    /// <summary>CPUs that take NMIs; 0 or more.</summary>
    public int NmiCpus { get; init; } = 2;

    /// <summary>NMIs on each of them; null for NMIs without end.</summary>
    public int? Nmis { get; init; } = 2;

    /// <summary>Call sites; at least 1.</summary>
    public int Sites { get; init; } = 2;

    /// <summary>How often each site is given its other content; at least 1.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Whether one of the NMI CPUs is the patcher's own: while its NMI runs, the patcher does not.</summary>
    public bool Self { get; init; }

    /// <summary>Whether writes to sites fail.</summary>
    public bool FailingWrite { get; init; }

    /// <summary>CPUs that execute the sites outside NMIs, once each, unless the machine is stopped; 0 or more.</summary>
    public int Readers { get; init; }

    /// <summary>How the flush reaches other CPUs.</summary>
    public FlushReach Flush { get; init; }

    /// <summary>The memory model.</summary>
    public MemoryModel Memory { get; init; }

    /// <summary>Whether loads may move up before an earlier atomic operation.</summary>
    public bool EarlyLoads { get; init; }
}
