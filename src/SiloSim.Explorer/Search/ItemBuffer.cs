namespace SiloSim.Explorer.Search;

/// <summary>A growing array of words.</summary>
internal sealed class ItemBuffer
{
    private ulong[] _words = [];

    public int Length { get; private set; }

    public Span<ulong> Slice(int start, int length) => _words.AsSpan(start, length);

    public void Append(ReadOnlySpan<ulong> words)
    {
        if (Length + words.Length > _words.Length)
        {
            Array.Resize(ref _words, Math.Max(Length + words.Length, _words.Length * 2));
        }

        words.CopyTo(_words.AsSpan(Length));
        Length += words.Length;
    }

    public void Truncate(int length) => Length = length;

    public void Clear() => Length = 0;
}
