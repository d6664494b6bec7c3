namespace SiloSim.Ftrace;

/// <summary>The smallest search that shows what a missing step breaks.</summary>
/// <param name="NmiCpus">Processors that take NMIs.</param>
/// <param name="NmisPerCpu">NMIs that each of them takes.</param>
/// <param name="Sites">Call sites.</param>
/// <param name="Rounds">Rounds, each of which gives every site its other content.</param>
/// <param name="Memory">The memory model: <c>sc</c> or <c>tso</c>.</param>
/// <param name="PatchUnit">How a site is written.</param>
/// <param name="FailingWrite">Whether writes to sites fail.</param>
/// <param name="Readers">Processors that execute sites outside of NMIs.</param>
/// <param name="Steps">Length of the shortest counterexample, the violating step counted; null if not known.</param>
public sealed record SmallestConfiguration(
    int NmiCpus,
    int NmisPerCpu,
    int Sites,
    int Rounds,
    string Memory,
    PatchUnit PatchUnit = PatchUnit.Word,
    bool FailingWrite = false,
    int Readers = 0,
    int? Steps = null)
{
    /// <summary>As tables print it: <c>1,1,2,1 sc</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{NmiCpus},{NmisPerCpu},{Sites},{Rounds} {Memory}")
        + (PatchUnit == PatchUnit.Halfword ? " halfword" : "")
        + (FailingWrite ? " failing" : "")
        + (Readers > 0 ? FormattableString.Invariant($" readers {Readers}") : "");
}
