namespace SiloSim.Explorer.Search;

/// <summary>The world that was met last goes first: few worlds wait at a time.</summary>
/// <param name="itemWords">Words of an item.</param>
internal sealed class DepthFirst(int itemWords) : IFrontier
{
    private readonly Lock _lock = new();
    private readonly ItemBuffer _stack = new();

    /// <inheritdoc/>
    public bool IsByLevel => false;

    /// <inheritdoc/>
    public long Count => _stack.Length;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<ulong> items)
    {
        lock (_lock)
        {
            _stack.Append(items);
        }
    }

    /// <inheritdoc/>
    /// <remarks>One at a time: what it leads to goes before what was met earlier.</remarks>
    public int Take(Span<ulong> items)
    {
        lock (_lock)
        {
            int words = Math.Min(itemWords, _stack.Length);
            _stack.Slice(_stack.Length - words, words).CopyTo(items);
            _stack.Truncate(_stack.Length - words);
            return words;
        }
    }

    /// <inheritdoc/>
    public bool Advance() => _stack.Length > 0;

    /// <inheritdoc/>
    public void Save(BinaryWriter writer) => writer.WriteArray<ulong>(_stack.Slice(0, _stack.Length));

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        _stack.Clear();
        _stack.Append(reader.ReadArray<ulong>());
    }
}
