using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace SiloSim.Grains;

/// <summary>
/// Spreads the CPUs of a machine over the silos by their numbers; an NMI grain lives with its CPU, bank n on the nth silo, the
/// coordinator and the machine with bank 0, where the protocol's words mostly are.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class MachinePlacementAttribute() : PlacementAttribute(new MachinePlacementStrategy());

/// <summary>See <see cref="MachinePlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MachinePlacementStrategy")]
internal sealed class MachinePlacementStrategy : PlacementStrategy;

/// <summary>Chooses the silo of a grain by the number in its key.</summary>
internal sealed class MachinePlacementDirector : IPlacementDirector
{
    /// <summary>The silos of a cluster, in the order in which machines number them.</summary>
    public static IEnumerable<SiloAddress> InOrder(IEnumerable<SiloAddress> silos) => silos.Order();

    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] silos = [.. InOrder(context.GetCompatibleSilos(target))];
        (_, int number) = GrainKeys.Parse(target.GrainIdentity.Key.ToString()!);
        return Task.FromResult(silos[number % silos.Length]);
    }
}
