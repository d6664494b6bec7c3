namespace SiloSim.Ftrace;

/// <summary>When a run is over, each site holds what the last modification of it that succeeded gave it.</summary>
public sealed class LastContent : IInvariant
{
    private readonly SortedDictionary<uint, uint> _expected = [];
    private CycleBegan? _cycle;

    /// <summary>What each site that was modified is to hold.</summary>
    public IReadOnlyDictionary<uint, uint> Expected => _expected;

    /// <inheritdoc/>
    public Violation? Observe(TraceRecord record)
    {
        switch (record)
        {
            case CycleBegan began:
                _cycle = began;
                _expected.TryAdd(began.Site, began.Old);
                return null;
            case CycleEnded { Status: 0 } ended when _cycle?.Site == ended.Site:
                _expected[ended.Site] = _cycle.New;
                return null;
            case RunEnded end:
                foreach ((uint site, uint expected) in _expected)
                {
                    if (end.Words.TryGetValue(site, out uint word) && word != expected)
                    {
                        return Violation.Of(
                            Property.LastContent, site, null, null,
                            $"{site:x8} holds {word:x8} at the end, its last content is {expected:x8}", word, expected);
                    }
                }

                return null;
            default:
                return null;
        }
    }
}
