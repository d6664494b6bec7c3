using Orleans.Concurrency;

namespace SiloSim.Grains;

/// <summary>
/// The head of a search over silos: it runs level after level, counts, and begins again when a silo is lost. The key is
/// a name that no other search has.
/// </summary>
[Alias("silosim.IExplorationGrain")]
public interface IExplorationGrain : IGrainWithStringKey
{
    /// <summary>Begins to search, on all silos that are there, unless it has begun. Returns at once.</summary>
    /// <param name="spec">What is searched.</param>
    /// <exception cref="MachineException">It is no configuration.</exception>
    [Alias("Start"), AlwaysInterleave]
    Task Start([Immutable] ExplorationSpec spec);

    /// <summary>Waits until the search has ended or a while has passed. A search that nobody asks about for a minute ends.</summary>
    /// <param name="milliseconds">The longest wait, 0 to 20,000: a call must never be as long as a search.</param>
    /// <returns>Where the search stands.</returns>
    [Alias("Wait"), AlwaysInterleave]
    Task<ExplorationStatus> Wait(int milliseconds);

    /// <summary>Asks the search to end, as Ctrl-C does: it ends soon, and says so.</summary>
    [Alias("Interrupt"), AlwaysInterleave]
    Task Interrupt();

    /// <summary>Ends the search, and lets all silos forget it.</summary>
    [Alias("Remove"), AlwaysInterleave]
    Task Remove();
}
