using System.Collections.Concurrent;
using System.Diagnostics;

namespace SiloSim.Grains.Exploring;

/// <summary>The searches that this silo has parts of. A part that nobody has asked about for minutes is forgotten.</summary>
internal sealed class SearchParts : IDisposable
{
    private static readonly TimeSpan s_forgotten = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, SearchPart> _parts = new();
    private readonly IGrainFactory _grains;
    private readonly ShardServices _services;
    private readonly ExplorationThreads _threads;
    private readonly Timer _timer;

    /// <summary>No searches.</summary>
    public SearchParts(IGrainFactory grains, ShardServices services, ExplorationThreads threads)
    {
        _grains = grains;
        _services = services;
        _threads = threads;
        _timer = new Timer(_ => Forget(), null, s_forgotten, s_forgotten);
    }

    /// <summary>Makes room for a part.</summary>
    /// <exception cref="MachineException">The place means nothing.</exception>
    public void Prepare(string search, SearchPlace place)
    {
        if (place.Silos.Count < 1 || place.Shards < place.Silos.Count || place.Shards > ExplorationRun.MostShards
            || (uint)place.Silo >= (uint)place.Silos.Count)
        {
            throw new MachineException($"{search}: no place in a search");
        }
        _parts[search] = new SearchPart(_grains, _services, _threads, search, place);
    }

    /// <summary>Finds a part.</summary>
    /// <exception cref="SiloUnavailableException">
    /// This silo has no part of that attempt, or none any more: it is lost to it.
    /// </exception>
    public SearchPart Find(string search, Guid attempt)
    {
        if (_parts.TryGetValue(search, out SearchPart? part) && part.Attempt == attempt)
        {
            part.Touch();
            return part;
        }
        throw new SiloUnavailableException($"{search}: this silo has no part of that attempt");
    }

    /// <summary>Forgets a search.</summary>
    public void Drop(string search) => _parts.TryRemove(search, out _);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Forget()
    {
        foreach ((string search, SearchPart part) in _parts)
        {
            if (Stopwatch.GetElapsedTime(part.Touched) > s_forgotten)
            {
                _parts.TryRemove(KeyValuePair.Create(search, part));
            }
        }
    }
}
