using SiloSim.Ftrace;

namespace SiloSim.Benchmarks.Searches;

/// <summary>What is searched: the seed's protocol, so large.</summary>
/// <param name="NmiCpus">Processors that take NMIs, 1 or more.</param>
/// <param name="NmisPerCpu">NMIs that each of them takes, 1 or more.</param>
/// <param name="Sites">Call sites, 1 or more.</param>
/// <param name="Rounds">Rounds, 1 or more; each gives every site its other content.</param>
/// <param name="Memory">The memory model: <c>sc</c>, <c>tso</c> or <c>pso</c>.</param>
internal sealed record SearchConfiguration(int NmiCpus, int NmisPerCpu, int Sites, int Rounds, string Memory = "sc")
{
    /// <summary>The steps that are there, and how a site is written.</summary>
    public Variant Variant { get; init; } = Variant.Whole;

    /// <summary>Whether the first NMI CPU is the patcher's own.</summary>
    public bool Self { get; init; }

    /// <summary>Whether each write to a site fails.</summary>
    public bool FailingWrite { get; init; }

    /// <summary>The numbers that tables name it by, and what is not as usual.</summary>
    public override string ToString()
    {
        string text = $"{NmiCpus},{NmisPerCpu},{Sites},{Rounds} {Memory}";
        text += Variant.PatchUnit == PatchUnit.Halfword ? " halfword" : "";
        text += Self ? " self" : "";
        text += FailingWrite ? " failing" : "";
        return Variant.Removed.IsEmpty ? text : $"{text} without {string.Join(", ", Variant.RemovedNames)}";
    }
}
