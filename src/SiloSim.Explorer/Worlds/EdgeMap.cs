using System.Collections.Concurrent;

namespace SiloSim.Explorer.Worlds;

/// <summary>
/// Where the results lead that were met in one state of a thread, by the number of the result. One caller at a time adds,
/// while others read.
/// </summary>
internal sealed class EdgeMap
{
    // Small numbers, which are nearly all, are found at once; a guest may have any number of results.
    private const int Dense = 256;

    private volatile LocalEdge?[] _dense = [];
    private volatile ConcurrentDictionary<int, LocalEdge>? _others;

    /// <summary>Where a result leads; null if it was not met yet.</summary>
    public LocalEdge? this[int result]
    {
        get
        {
            LocalEdge?[] dense = _dense;
            return (uint)result < (uint)dense.Length ? dense[result]
                : _others is { } others && others.TryGetValue(result, out LocalEdge? edge) ? edge : null;
        }
    }

    /// <summary>All that was met so far, in the order of the results.</summary>
    public IEnumerable<(int Result, LocalEdge Edge)> All
    {
        get
        {
            LocalEdge?[] dense = _dense;
            for (int result = 0; result < dense.Length; result++)
            {
                if (dense[result] is LocalEdge edge)
                {
                    yield return (result, edge);
                }
            }

            if (_others is { } others)
            {
                foreach ((int result, LocalEdge edge) in others.OrderBy(static other => other.Key))
                {
                    yield return (result, edge);
                }
            }
        }
    }

    /// <summary>Adds an edge.</summary>
    public void Add(int result, LocalEdge edge)
    {
        if (result >= Dense)
        {
            _others ??= new ConcurrentDictionary<int, LocalEdge>();
            _others.TryAdd(result, edge);
            return;
        }

        LocalEdge?[] dense = new LocalEdge?[Math.Max(_dense.Length, result + 1)];
        _dense.CopyTo(dense, 0);
        dense[result] = edge;
        _dense = dense;
    }
}
