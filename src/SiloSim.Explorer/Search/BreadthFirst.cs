namespace SiloSim.Explorer.Search;

/// <summary>Level by level: what is found first is shortest.</summary>
/// <param name="itemWords">Words of an item.</param>
/// <param name="workers">How many workers take.</param>
internal sealed class BreadthFirst(int itemWords, int workers) : IFrontier
{
    private const int SharesOfAWorker = 2;

    private readonly Lock _lock = new();
    private ItemBuffer _level = new();
    private ItemBuffer _next = new();
    private int _taken;

    /// <inheritdoc/>
    public bool IsByLevel => true;

    /// <inheritdoc/>
    public long Count => _level.Length - _taken + _next.Length;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<ulong> items)
    {
        lock (_lock)
        {
            _next.Append(items);
        }
    }

    /// <inheritdoc/>
    public int Take(Span<ulong> items)
    {
        lock (_lock)
        {
            // Towards the end of a level there is less and less for each, so that all come to the end at a time.
            int left = _level.Length - _taken;
            int share = workers == 1 ? left : Math.Max(itemWords, left / (SharesOfAWorker * workers * itemWords) * itemWords);
            int words = Math.Min(items.Length, Math.Min(left, share));
            _level.Slice(_taken, words).CopyTo(items);
            _taken += words;
            return words;
        }
    }

    /// <inheritdoc/>
    public bool Advance()
    {
        lock (_lock)
        {
            (_level, _next) = (_next, _level);
            _next.Clear();
            _taken = 0;
            return _level.Length > 0;
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        writer.WriteArray<ulong>(_level.Slice(_taken, _level.Length - _taken));
        writer.WriteArray<ulong>(_next.Slice(0, _next.Length));
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        _taken = 0;
        _level.Clear();
        _level.Append(reader.ReadArray<ulong>());
        _next.Clear();
        _next.Append(reader.ReadArray<ulong>());
    }
}
