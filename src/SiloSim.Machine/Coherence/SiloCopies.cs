namespace SiloSim.Machine.Coherence;

/// <summary>One silo's copies of one machine's frames: what the silo has, what it has asked for, which cores wait, and
/// which recalls wait for them. Single-threaded: the caller serialises, and carries out the returned actions.</summary>
/// <remarks>
/// <para>What happens to one frame:</para>
/// <list type="table">
/// <listheader><term>event; when</term><description>actions; after</description></listheader>
/// <item><term>Want; the silo has enough, and no recall is known that would take it</term><description>Ready; pinned
/// for this core</description></item>
/// <item><term>Want; otherwise, no request under way</term><description>SendRequest; the core
/// waits</description></item>
/// <item><term>Want; otherwise, a request under way</term><description>nothing; the core waits</description></item>
/// <item><term>Granted</term><description>Install; Ready for each waiting core for which it is enough, pinned for each;
/// SendRequest Exclusive if others still wait; BeginRevoke if a recall was held for this grant and nothing is
/// pinned</description></item>
/// <item><term>Recalled; its grant is not installed yet, or pinned above what may be kept</term><description>nothing;
/// the recall is held</description></item>
/// <item><term>Recalled; otherwise</term><description>BeginRevoke</description></item>
/// <item><term>Revoked</term><description>GiveUp, with the bytes if it was Exclusive; Shared or Invalid, as the recall
/// says</description></item>
/// <item><term>Retired, or Want of a lower frame or of this one again; the last pin that held a recall goes</term>
/// <description>BeginRevoke</description></item>
/// </list>
/// <para>A recall never names an older grant than the one that is installed: the home sends it with the number of its
/// latest grant to this silo, and grants this silo nothing more of the frame until it is answered. So such a recall is
/// refused as a broken rule rather than answered.</para>
/// <para>Nobody waits for ever. A core that waits for frame F holds pins on lower frames only, so a chain of "waits for
/// a frame that is pinned by a core that waits for ..." goes up through the frames and ends at a core that can run.
/// Each time an instruction's core waits, the list of what it has pinned, read from the lowest frame on, grows as a
/// number does; so an instruction that touches k frames waits fewer than 3^k times before it retires (each frame is
/// not pinned, pinned Shared, or pinned Exclusive), whatever the other silos do. Once a recall is known, no core may
/// newly pin what it will take, so the silo's other cores cannot put it off.</para>
/// </remarks>
public sealed class SiloCopies
{
    private readonly SiloIndex _silo;
    private readonly Copied?[] _frames;
    private readonly Dictionary<int, Asker> _askers = [];

    /// <summary>A silo that has no copies yet.</summary>
    /// <param name="silo">This silo; a recall for another is refused.</param>
    /// <param name="frameCount">The number of frames of the machine's RAM, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no frames.</exception>
    public SiloCopies(SiloIndex silo, int frameCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frameCount, 1);
        _silo = silo;
        _frames = new Copied?[frameCount];
    }

    /// <summary>How many frames came in with their bytes.</summary>
    public long FramesIn { get; private set; }

    /// <summary>How many frames went out with their bytes (a Shared copy that is dropped moves none).</summary>
    public long FramesOut { get; private set; }

    /// <summary>A core exited because its tables lack this frame. What it waited for before is forgotten, and its
    /// pins on this frame and on higher ones are released; the retry will ask for them again.</summary>
    /// <param name="frame">A frame of the machine's RAM.</param>
    /// <param name="wanted">Shared for a load or a fetch, Exclusive for a store or an atomic.</param>
    /// <param name="core">The core's number, 0 or more: any numbering that is the silo's own.</param>
    /// <returns><see cref="CopyAction.Ready"/> when it can be retried at once; else what to send, if
    /// anything.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such frame, or <paramref name="wanted"/> is
    /// Invalid.</exception>
    public IReadOnlyList<CopyAction> Want(FrameIndex frame, FrameState wanted, int core)
    {
        if (wanted is not (FrameState.Shared or FrameState.Exclusive))
        {
            throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "A core wants Shared or Exclusive.");
        }

        Copied copied = Touch(frame);
        if (!_askers.TryGetValue(core, out Asker? asker))
        {
            _askers.Add(core, asker = new Asker());
        }

        var actions = new List<CopyAction>();
        StopWaiting(core, asker);
        Unpin(core, asker, frame, actions);
        if (copied.Stays >= wanted)
        {
            Pin(copied, asker, new Claim(core, wanted));
            actions.Add(new CopyAction.Ready(core));
            return actions;
        }

        copied.Waiting.Add(new Claim(core, wanted));
        asker.WaitsFor = copied;
        if (copied.Asked == FrameState.Invalid)
        {
            // Also while the frame is being given up: the home queues the request behind that, or behind what follows.
            copied.Asked = wanted;
            actions.Add(new CopyAction.SendRequest(frame, wanted));
        }

        return actions;
    }

    /// <summary>The home granted what <see cref="CopyAction.SendRequest"/> asked for.</summary>
    /// <param name="grant">The home's answer.</param>
    /// <returns>The installation, cores to run, and what else follows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such frame.</exception>
    /// <exception cref="InvalidOperationException">It is not what was asked for, or older than what is installed: the
    /// home broke the rules.</exception>
    public IReadOnlyList<CopyAction> Granted(FrameGrant grant)
    {
        Copied copied = Touch(grant.Frame);
        if (grant.State != copied.Asked || grant.State <= copied.State || grant.Number <= copied.Number
            || (grant.Bytes is null) != (copied.State == FrameState.Shared)
            || (copied.Recall is { } known && known.Grant != grant.Number))
        {
            throw new InvalidOperationException(
                $"grant {grant.Number} of frame {grant.Frame.Value} {grant.State}, "
                + $"{(grant.Bytes is null ? "without" : "with")} bytes, does not fit silo {_silo.Value}: {copied}");
        }

        FramesIn += grant.Bytes is null ? 0 : 1;
        copied.State = grant.State;
        copied.Number = grant.Number;
        copied.Asked = FrameState.Invalid;
        var actions = new List<CopyAction> { new CopyAction.Install(grant) };
        ServeWaiting(copied, actions);
        TryRevoke(copied, actions);
        return actions;
    }

    /// <summary>The home wants the frame back, wholly or for writing. It may have overtaken the grant that it
    /// names.</summary>
    /// <param name="recall">The home's message.</param>
    /// <returns><see cref="CopyAction.BeginRevoke"/>, or nothing while the recall is held.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such frame.</exception>
    /// <exception cref="InvalidOperationException">It is for another silo, names an old grant or one that was not asked
    /// for, takes nothing away, or another recall of the frame is unanswered: the home broke the rules.</exception>
    public IReadOnlyList<CopyAction> Recalled(Recall recall)
    {
        Copied copied = Touch(recall.Frame);
        FrameState granted = recall.Grant == copied.Number ? copied.State : copied.Asked;
        if (recall.Silo != _silo || copied.Recall is not null
            || recall.Grant < copied.Number || recall.KeepAs >= granted)
        {
            throw new InvalidOperationException($"{recall} does not fit silo {_silo.Value}: {copied}");
        }

        copied.Recall = recall;
        var actions = new List<CopyAction>();
        TryRevoke(copied, actions);
        return actions;
    }

    /// <summary>The owner has taken the frame out of the cores' tables as <see cref="CopyAction.BeginRevoke"/> said,
    /// and every core has passed a safepoint since.</summary>
    /// <param name="frame">The frame.</param>
    /// <returns>The answer to the recall.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such frame.</exception>
    /// <exception cref="InvalidOperationException">The frame is not being revoked.</exception>
    public IReadOnlyList<CopyAction> Revoked(FrameIndex frame)
    {
        Copied copied = Touch(frame);
        if (!copied.Revoking || copied.Recall is not { } recall)
        {
            throw new InvalidOperationException($"silo {_silo.Value} is not revoking: {copied}");
        }

        bool withBytes = copied.State == FrameState.Exclusive;
        FramesOut += withBytes ? 1 : 0;
        copied.State = recall.KeepAs;
        copied.Recall = null;
        copied.Revoking = false;
        return [new CopyAction.GiveUp(recall, withBytes)];
    }

    /// <summary>The instruction for which this core asked has retired: what it pinned may go. The same when the core
    /// will not retry it now, and <b>must</b> be told then: it accepts an NMI or an interrupt, is parked by
    /// stop-machine, ends its turn, moves to another silo, exits, fails. Otherwise its pins hold back recalls for as
    /// long, and a core in an NMI would wait for a counter in a frame that it holds itself.</summary>
    /// <param name="core">As given to <see cref="Want"/>; one that never asked is no error.</param>
    /// <returns>Frames that may be given up now; mostly nothing.</returns>
    public IReadOnlyList<CopyAction> Retired(int core)
    {
        if (!_askers.TryGetValue(core, out Asker? asker) || asker.Idle)
        {
            return [];
        }

        StopWaiting(core, asker);
        var actions = new List<CopyAction>();
        Unpin(core, asker, default, actions);
        return actions;
    }

    /// <summary>What the silo has of a frame, until <see cref="Revoked"/>.</summary>
    /// <param name="frame">A frame of the machine's RAM.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such frame.</exception>
    public FrameState StateOf(FrameIndex frame) => _frames[Checked(frame)]?.State ?? FrameState.Invalid;

    /// <summary>The same state in objects of its own, for a search that goes on from here in several ways.</summary>
    internal SiloCopies Copy()
    {
        var copy = new SiloCopies(_silo, _frames.Length) { FramesIn = FramesIn, FramesOut = FramesOut };
        for (int i = 0; i < _frames.Length; i++)
        {
            copy._frames[i] = _frames[i]?.Copy();
        }

        foreach ((int core, Asker asker) in _askers)
        {
            copy._askers.Add(core, new Asker
            {
                WaitsFor = asker.WaitsFor is { } waits ? copy._frames[waits.Frame.Value] : null,
                Pinned = [.. asker.Pinned.Select(pinned => copy._frames[pinned.Frame.Value]!)],
            });
        }

        return copy;
    }

    /// <summary>Appends this state, without the counts: equal states append the same, others do not.</summary>
    internal void Encode(ICollection<long> state)
    {
        foreach (Copied? copied in _frames)
        {
            (copied ?? new Copied(default)).Encode(state);
        }
    }

    private static void Pin(Copied copied, Asker asker, Claim claim)
    {
        copied.Pins.Add(claim);
        asker.Pinned.Add(copied);
    }

    private static void StopWaiting(int core, Asker asker)
    {
        asker.WaitsFor?.Waiting.RemoveAll(claim => claim.Core == core);
        asker.WaitsFor = null;
    }

    /// <summary>Releases the core's pins on this frame and on higher ones.</summary>
    private static void Unpin(int core, Asker asker, FrameIndex from, List<CopyAction> actions)
    {
        for (int i = asker.Pinned.Count - 1; i >= 0; i--)
        {
            Copied copied = asker.Pinned[i];
            if (copied.Frame.Value >= from.Value)
            {
                asker.Pinned.RemoveAt(i);
                copied.Pins.RemoveAll(claim => claim.Core == core);
                TryRevoke(copied, actions);
            }
        }
    }

    /// <summary>Begins to carry out a recall when its grant is here and nothing that it would take is pinned.</summary>
    private static void TryRevoke(Copied copied, List<CopyAction> actions)
    {
        if (copied.Recall is { } recall && recall.Grant == copied.Number && !copied.Revoking
            && !copied.Pins.Exists(claim => claim.State > recall.KeepAs))
        {
            copied.Revoking = true;
            actions.Add(new CopyAction.BeginRevoke(recall.Frame, recall.KeepAs));
        }
    }

    /// <summary>A grant is here: it is for every core that waits for as much, even if it is recalled already.</summary>
    private void ServeWaiting(Copied copied, List<CopyAction> actions)
    {
        foreach (Claim claim in copied.Waiting.Where(claim => claim.State <= copied.State))
        {
            Asker asker = _askers[claim.Core];
            asker.WaitsFor = null;
            Pin(copied, asker, claim);
            actions.Add(new CopyAction.Ready(claim.Core));
        }

        copied.Waiting.RemoveAll(claim => claim.State <= copied.State);
        if (copied.Waiting.Count > 0)
        {
            copied.Asked = FrameState.Exclusive;
            actions.Add(new CopyAction.SendRequest(copied.Frame, FrameState.Exclusive));
        }
    }

    private int Checked(FrameIndex frame) => (uint)frame.Value < (uint)_frames.Length
        ? frame.Value
        : throw new ArgumentOutOfRangeException(
            nameof(frame), frame.Value, $"The machine has frames 0 to {_frames.Length - 1}.");

    private Copied Touch(FrameIndex frame) => _frames[Checked(frame)] ??= new Copied(frame);

    /// <summary>What a core waits for, or has pinned.</summary>
    private readonly record struct Claim(int Core, FrameState State);

    private sealed class Asker
    {
        public Copied? WaitsFor { get; set; }

        public List<Copied> Pinned { get; init; } = [];

        public bool Idle => WaitsFor is null && Pinned.Count == 0;
    }

    private sealed class Copied(FrameIndex frame)
    {
        public FrameIndex Frame { get; } = frame;

        public FrameState State { get; set; }

        /// <summary>The latest grant that was installed; 0 before the first.</summary>
        public long Number { get; set; }

        /// <summary>What the request that is under way asks for; Invalid when none is. Never Invalid while cores
        /// wait.</summary>
        public FrameState Asked { get; set; }

        public Recall? Recall { get; set; }

        public bool Revoking { get; set; }

        public List<Claim> Waiting { get; private init; } = [];

        public List<Claim> Pins { get; private init; } = [];

        /// <summary>What the silo has and will have when the recall that it knows of is answered.</summary>
        public FrameState Stays => Recall is { } recall && recall.KeepAs < State ? recall.KeepAs : State;

        public Copied Copy() => new(Frame)
        {
            State = State,
            Number = Number,
            Asked = Asked,
            Recall = Recall,
            Revoking = Revoking,
            Waiting = [.. Waiting],
            Pins = [.. Pins],
        };

        public void Encode(ICollection<long> state)
        {
            state.Add((long)State | ((long)Asked << 2) | (Revoking ? 16L : 0) | (Recall is null ? 0 : 32L)
                | ((long)Waiting.Count << 8) | ((long)Pins.Count << 32));
            state.Add(Number);
            if (Recall is { } recall)
            {
                state.Add(recall.Grant);
                state.Add((long)recall.KeepAs);
            }

            // The order in which cores wait or pinned says only in which order they are run.
            foreach (Claim claim in Waiting.OrderBy(claim => claim.Core).Concat(Pins.OrderBy(claim => claim.Core)))
            {
                state.Add(((long)claim.Core << 2) | (long)claim.State);
            }
        }

        public override string ToString() =>
            $"frame {Frame.Value} {State} by grant {Number}, asked {Asked}, recall {Recall?.ToString() ?? "none"}";
    }
}
