using System.Collections.Immutable;
using SiloSim.Machine.Litmus;

namespace SiloSim.Grains.Litmus;

/// <summary>A litmus test on one placement and layout.</summary>
/// <param name="Test">The test.</param>
/// <param name="Placement">Where its CPUs were: <see cref="MachineSpec.Placement"/>.</param>
/// <param name="Layout">Where its words were.</param>
/// <param name="Model">What they may see of each other.</param>
/// <param name="Counts">How many instances had each outcome that any had.</param>
public sealed record LitmusRow(
    LitmusTest Test, string Placement, LitmusLayout Layout, LitmusModel Model, ImmutableSortedDictionary<int, long> Counts)
{
    private readonly ImmutableSortedSet<int> _allowed = LitmusOutcomes.Allowed(Test, Model);

    /// <summary>Instances in all.</summary>
    public long Instances => Counts.Values.Sum();

    /// <summary>Instances whose outcome the model forbids.</summary>
    public long Forbidden => Counts.Where(count => !Allows(count.Key)).Sum(static count => count.Value);

    /// <summary>Whether the model allows an outcome.</summary>
    public bool Allows(int outcome) => _allowed.Contains(outcome);

    /// <summary>Whether an outcome is one that no order of the accesses one after another explains.</summary>
    public bool IsWeak(int outcome) => !LitmusOutcomes.Allowed(Test, LitmusModel.Lockstep).Contains(outcome);
}
