using System.Collections.Concurrent;

namespace SiloSim.Grains;

/// <summary>
/// The homes that live on this silo, by their keys. Who makes many accesses visits one: a visit is one hop, an access from
/// outside is a message. A home on another silo is not in here, and is reached by messages alone.
/// </summary>
internal sealed class LocalHomes
{
    private readonly ConcurrentDictionary<GrainId, MemoryGrain> _homes = new();

    /// <summary>A home is ready for visits.</summary>
    public void Add(MemoryGrain home) => _homes[home.GetGrainId()] = home;

    /// <summary>A home has been removed.</summary>
    public void Remove(MemoryGrain home) => _homes.TryRemove(new(home.GetGrainId(), home));

    /// <summary>The keys of a machine's homes that live here.</summary>
    /// <param name="machine">The machine's key.</param>
    public IReadOnlyList<string> KeysOf(string machine) =>
        [.. _homes.Keys.Select(static home => home.Key.ToString()!).Where(key => GrainKeys.Parse(key).Machine == machine)];

    /// <summary>The home that a reference refers to, or null where it lives on another silo.</summary>
    public MemoryGrain? Find(IMemoryGrain home) => _homes.GetValueOrDefault(home.GetGrainId());
}
