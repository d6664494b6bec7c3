using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace SiloSim.Grains;

/// <summary>
/// Places the grains of a machine where its own grain says, by a hint with the call that activates them; an NMI grain with its
/// CPU. What nobody has said anything about is spread by number: a machine, or a part of none.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class MachinePlacementAttribute() : PlacementAttribute(new MachinePlacementStrategy());

/// <summary>See <see cref="MachinePlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("silosim.MachinePlacementStrategy")]
internal sealed class MachinePlacementStrategy : PlacementStrategy;

/// <summary>Chooses the silo of a grain by the hint with the call, by its CPU, or by the number in its key.</summary>
internal sealed class MachinePlacementDirector(IGrainFactory grains) : IPlacementDirector
{
    /// <summary>The silos of a cluster, in the order in which machines number them.</summary>
    public static IEnumerable<SiloAddress> InOrder(IEnumerable<SiloAddress> silos) => silos.Order();

    /// <inheritdoc/>
    public async Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] silos = [.. InOrder(context.GetCompatibleSilos(target))];
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
        {
            return hint; // It is new, or it moves.
        }
        string key = target.GrainIdentity.Key.ToString()!;
        (string machine, int number) = GrainKeys.Parse(key);
        if (key == GrainKeys.Nmi(machine, number) && await WhereIs(grains.GetGrain<ICpuGrain>(GrainKeys.Cpu(machine, number))) is { } silo
            && Array.IndexOf(silos, silo) >= 0)
        {
            return silo; // The CPU may have moved.
        }
        return silos[number % silos.Length];
    }

    private static async Task<SiloAddress?> WhereIs(ICpuGrain cpu)
    {
        try
        {
            return await cpu.Where();
        }
        catch (MachineException)
        {
            return null; // There is no such CPU, which the NMI grain will find out as well.
        }
    }
}
