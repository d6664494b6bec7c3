namespace SiloSim.Machine.Coherence;

/// <summary>
/// Chooses for each frame of a bank what is cheaper: the frame goes to the silo that needs it, or the accesses are done at the
/// home, one message each. A word that silos take turns at (a lock, a counter, a flag) is better off at home: each move of its
/// frame would serve a few accesses. Single-threaded; it knows no clock but is told the time.
/// </summary>
/// <remarks>
/// <para>A frame moves until silos have taken it from each other <see cref="Patience"/> times in quick succession. Then accesses
/// are done at home, and are watched: where silos do not take turns often enough, the frame goes back to moving, and has twice as
/// much patience the next time. So frames that are worth their moves pay for the question ever less often.</para>
/// <para>A silo that does nothing but read again and again waits for somebody: it gets a copy to read, which costs nothing until
/// another silo writes.</para>
/// </remarks>
public sealed class FrameContention
{
    /// <summary>Moves in quick succession after which accesses are done at home, at first.</summary>
    public const int Patience = 4;

    private const int MostPatience = 4096;
    private const int Window = 32;        // Accesses at home, between two looks at whether that is right.
    private const int MoveWorth = 4;      // A move takes the time of about four accesses at home: two calls, two safepoints.
    private const int ReadsOfOneWaiting = 4;
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(4);

    private readonly int _first;
    private readonly Entry?[] _entries;

    /// <summary>A bank whose frames all move.</summary>
    /// <param name="first">The bank's first frame.</param>
    /// <param name="frameCount">The number of its frames, 1 or more.</param>
    public FrameContention(FrameIndex first, int frameCount) => (_first, _entries) = (first.Value, new Entry?[frameCount]);

    /// <summary>A silo asks for a frame.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <param name="takes">Others have to give it up first.</param>
    /// <param name="now">The time, from any beginning.</param>
    /// <returns>Whether the silo should try to have its next access done at home, once it has lost the frame.</returns>
    public bool Asked(FrameIndex frame, bool takes, TimeSpan now)
    {
        ref Entry? entry = ref _entries[frame.Value - _first];
        if (!takes)
        {
            return entry is { AtHome: true };
        }
        entry ??= new Entry();
        if (!entry.AtHome)
        {
            entry.Moves = now - entry.MovedAt <= s_quick ? entry.Moves + 1 : 1;
            entry.MovedAt = now;
            if (entry.Moves >= entry.Patience)
            {
                entry.Moves = 0;
                entry.AtHome = true;
                entry.BeginWindow();
            }
        }
        return entry.AtHome;
    }

    /// <summary>A silo would have an access done at home.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <param name="silo">Whose core makes the access.</param>
    /// <param name="writes">Whether it may change memory.</param>
    /// <returns>Whether it is to be done; if not, the silo asks for the frame.</returns>
    public bool Performs(FrameIndex frame, SiloIndex silo, bool writes)
    {
        if (_entries[frame.Value - _first] is not { AtHome: true } entry)
        {
            return false;
        }
        if (entry.Silo != silo)
        {
            entry.Turns += writes || entry.TurnWrites ? 1 : 0;
            entry.Silo = silo;
            entry.TurnWrites = false;
            entry.TurnLength = 0;
        }
        entry.TurnLength++;
        entry.TurnWrites |= writes;
        if (!entry.TurnWrites && entry.TurnLength > ReadsOfOneWaiting)
        {
            return false;
        }
        if (++entry.Accesses < Window)
        {
            return true;
        }
        entry.AtHome = entry.Turns * MoveWorth >= entry.Accesses;
        entry.Patience = entry.AtHome ? Patience : Math.Min(2 * entry.Patience, MostPatience);
        entry.BeginWindow();
        return entry.AtHome;
    }

    private sealed class Entry
    {
        public bool AtHome { get; set; }

        public int Patience { get; set; } = FrameContention.Patience;

        /// <summary>In quick succession, until now.</summary>
        public int Moves { get; set; }

        public TimeSpan MovedAt { get; set; } = TimeSpan.MinValue / 2;

        /// <summary>In this window.</summary>
        public int Accesses { get; set; }

        /// <summary>How often in this window another silo than before came and either of them wrote.</summary>
        public int Turns { get; set; }

        public SiloIndex? Silo { get; set; }

        public bool TurnWrites { get; set; }

        public int TurnLength { get; set; }

        public void BeginWindow() => (Accesses, Turns) = (0, 0);
    }
}
