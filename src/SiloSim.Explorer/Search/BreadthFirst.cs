namespace SiloSim.Explorer.Search;

/// <summary>Level by level: what is found first is shortest.</summary>
internal sealed class BreadthFirst : IFrontier
{
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
            int words = (int)Math.Min(items.Length, _level.Length - _taken);
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
