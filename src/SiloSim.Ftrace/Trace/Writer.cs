namespace SiloSim.Ftrace;

/// <summary>Who runs a piece of the protocol: the patcher, or an NMI.</summary>
/// <param name="Cpu">The processor of the NMI, from 0; null for the patcher.</param>
/// <param name="Nmi">The number of the NMI on that processor, from 0; null for the patcher.</param>
public readonly record struct Writer(int? Cpu, int? Nmi)
{
    /// <summary>The one that modifies code.</summary>
    public static Writer Patcher => default;

    /// <summary>Whether this is the one that modifies code.</summary>
    public bool IsPatcher => Cpu is null;

    /// <summary>An NMI.</summary>
    /// <param name="cpu">Its processor, from 0.</param>
    /// <param name="nmi">Its number on that processor, from 0.</param>
    /// <returns>The writer.</returns>
    public static Writer OfNmi(int cpu, int nmi) => new(cpu, nmi);

    /// <inheritdoc/>
    public override string ToString() => IsPatcher ? "patcher" : FormattableString.Invariant($"nmi {Nmi} on cpu {Cpu}");
}
