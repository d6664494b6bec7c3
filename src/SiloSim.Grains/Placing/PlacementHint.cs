using Orleans.Runtime.Placement;

namespace SiloSim.Grains.Placing;

/// <summary>Says where a grain is to be, for the call that activates it: Orleans' own hint, which its director reads.</summary>
internal static class PlacementHint
{
    /// <summary>Makes a call to a grain, which is activated on this silo unless it is active somewhere.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="call">Makes the call. Calls that it makes later have no hint.</param>
    public static TTask On<TTask>(SiloAddress silo, Func<TTask> call)
        where TTask : Task
    {
        object? before = RequestContext.Get(IPlacementDirector.PlacementHintKey);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        try
        {
            return call();
        }
        finally
        {
            if (before is null)
            {
                RequestContext.Remove(IPlacementDirector.PlacementHintKey);
            }
            else
            {
                RequestContext.Set(IPlacementDirector.PlacementHintKey, before);
            }
        }
    }
}
