using Orleans.Runtime.Placement;

namespace SiloSim.Grains.Moving;

/// <summary>Moves grains by Orleans' migration: what one dehydrates, the next activation of it has.</summary>
internal static class Moves
{
    private const string StateKey = "silosim";

    /// <summary>The grain goes to a silo as soon as it is idle.</summary>
    public static void MoveTo(this IGrainBase grain, SiloAddress to)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, to);
        grain.MigrateOnIdle();
    }

    /// <summary>What a grain takes with it.</summary>
    public static void Take<T>(this IDehydrationContext luggage, T state) => luggage.TryAddValue(StateKey, state);

    /// <summary>What it has brought, or null.</summary>
    public static T? Brought<T>(this IRehydrationContext luggage)
        where T : class => luggage.TryGetValue(StateKey, out T? state) ? state : null;
}
