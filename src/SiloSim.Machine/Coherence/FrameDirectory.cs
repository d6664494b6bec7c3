namespace SiloSim.Machine.Coherence;

/// <summary>The home of a bank of frames: who has copies, who waits for one, and the bytes of each frame that no silo
/// has exclusively. Single-threaded: the caller serialises, and carries out the returned actions.</summary>
/// <remarks>
/// <para>A frame is idle, recalling (the operation at its head waits for copies to be given up), or at home (a home
/// operation works on its bytes). All that comes while it is not idle waits in its queue and is served first come,
/// first served; other frames go on. What an idle frame does with the operation at its head:</para>
/// <list type="table">
/// <listheader><term>operation; state outside</term><description>recalled first; then; state
/// after</description></listheader>
/// <item><term>Request Shared; Invalid or Shared</term><description>nobody; grant with bytes;
/// Shared</description></item>
/// <item><term>Request Shared; Exclusive at another</term><description>that silo, keeps it as Shared; grant with bytes;
/// Shared at both</description></item>
/// <item><term>Request Exclusive; Invalid</term><description>nobody; grant with bytes; Exclusive</description></item>
/// <item><term>Request Exclusive; Shared</term><description>every sharer but the requester, keeps nothing; grant,
/// without bytes if the requester is a sharer still; Exclusive</description></item>
/// <item><term>Request Exclusive; Exclusive at another</term><description>that silo, keeps nothing; grant with bytes;
/// Exclusive</description></item>
/// <item><term>home read; Invalid or Shared</term><description>nobody; permit; unchanged</description></item>
/// <item><term>home read; Exclusive</term><description>that silo, keeps it as Shared; permit;
/// Shared</description></item>
/// <item><term>home write; Invalid</term><description>nobody; permit; Invalid</description></item>
/// <item><term>home write; Shared or Exclusive</term><description>everybody, keeps nothing; permit;
/// Invalid</description></item>
/// </list>
/// <para>A silo never asks for what it has: where the table has no row (Shared asked by a sharer, anything asked by the
/// exclusive silo) the peer broke the rules, and an <see cref="InvalidOperationException"/> says so. It cannot happen
/// by the order of messages: a silo asks only for more than it has or keeps, and when it is about to lose its copy the
/// frame is not idle until the home has heard of that.</para>
/// <para>Two recalls of one frame to one silo are never under way at once, and a recall names the latest grant to that
/// silo: while it is unanswered the frame is not idle, so nothing newer is granted.</para>
/// </remarks>
public sealed class FrameDirectory
{
    /// <summary>The size of a frame: 4,096 bytes.</summary>
    public const int FrameBytes = 4096;

    private readonly int _first;
    private readonly int _frameBytes;
    private readonly Entry?[] _entries;
    private readonly Dictionary<long, Entry> _homeOperations = [];

    /// <summary>A bank of frames that are zero. Nothing is allotted for a frame before it is first touched.</summary>
    /// <param name="first">The bank's first frame.</param>
    /// <param name="frameCount">The number of its frames, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or there are no frames.</exception>
    public FrameDirectory(FrameIndex first, int frameCount)
        : this(first, frameCount, FrameBytes)
    {
    }

    /// <summary>A bank whose frames have another size: a model's states are small if its frames are.</summary>
    internal FrameDirectory(FrameIndex first, int frameCount, int frameBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first.Value);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameCount, 1);
        _first = first.Value;
        _frameBytes = frameBytes;
        _entries = new Entry?[frameCount];
    }

    private enum Phase
    {
        Idle,
        Recalling,
        AtHome,
    }

    /// <summary>The bank's first frame.</summary>
    public FrameIndex First => new(_first);

    /// <summary>The number of frames in the bank.</summary>
    public int FrameCount => _entries.Length;

    /// <summary>A silo asks for a copy, or for leave to write to the one it has.</summary>
    /// <param name="ticket">Comes back with the grant; the caller's own numbering.</param>
    /// <param name="frame">A frame of this bank.</param>
    /// <param name="silo">Who asks. A silo has no more than one request for a frame under way.</param>
    /// <param name="wanted"><see cref="FrameState.Shared"/> or <see cref="FrameState.Exclusive"/>.</param>
    /// <returns>Recalls to send, or the grant; nothing when the request waits in the frame's queue.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank, or <paramref name="wanted"/> is
    /// Invalid.</exception>
    /// <exception cref="InvalidOperationException">The silo has what it asks for: it broke the rules.</exception>
    public IReadOnlyList<DirectoryAction> Request(long ticket, FrameIndex frame, SiloIndex silo, FrameState wanted)
    {
        if (wanted is not (FrameState.Shared or FrameState.Exclusive))
        {
            throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "A silo asks for Shared or Exclusive.");
        }

        Entry entry = Touch(frame);
        entry.Queue.Enqueue(new Operation(ticket, silo, wanted));
        return Serve(entry);
    }

    /// <summary>An operation is to run at the home. <see cref="TryEnterHome"/> is the cheap way when nothing is in its
    /// way.</summary>
    /// <param name="ticket">Comes back with the permit; no other home operation of this bank has the same.</param>
    /// <param name="frame">A frame of this bank.</param>
    /// <param name="write">True: no silo may have a copy meanwhile. False: none may have it exclusively.</param>
    /// <returns>Recalls to send, or the permit; nothing when the operation waits in the frame's queue.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    /// <exception cref="ArgumentException">A home operation with this ticket is under way.</exception>
    public IReadOnlyList<DirectoryAction> RequestHome(long ticket, FrameIndex frame, bool write)
    {
        Entry entry = Touch(frame);
        if (!_homeOperations.TryAdd(ticket, entry))
        {
            throw new ArgumentException($"a home operation with ticket {ticket} is under way", nameof(ticket));
        }

        entry.Queue.Enqueue(new Operation(ticket, null, write ? FrameState.Exclusive : FrameState.Shared));
        return Serve(entry);
    }

    /// <summary>Whether an operation may run at the home this moment: nothing has to be recalled, nothing is under way
    /// and nothing waits. Allots nothing.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <param name="write">True: no silo may have a copy. False: none may have it exclusively.</param>
    /// <returns>True: the caller does it at once on <see cref="Bytes"/>, before it calls anything else here, and does
    /// not call <see cref="HomeDone"/>. False: nothing has changed; use <see cref="RequestHome"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    public bool TryEnterHome(FrameIndex frame, bool write) =>
        _entries[Offset(frame)] is not { } entry
        || (entry.Phase == Phase.Idle && entry.State <= (write ? FrameState.Invalid : FrameState.Shared));

    /// <summary>Grants a copy to read where <see cref="TryEnterHome"/> says that one to read may be had this moment: the same as
    /// <see cref="Request"/> then, but the bytes go where the caller wants them, among those of other frames.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <param name="silo">Who asks.</param>
    /// <param name="copy">Receives the frame: <see cref="FrameBytes"/> bytes.</param>
    /// <returns>The grant's number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    /// <exception cref="InvalidOperationException">Something is in the way, or the silo has the frame: it broke the
    /// rules.</exception>
    public long GrantAtOnce(FrameIndex frame, SiloIndex silo, Span<byte> copy)
    {
        if (!TryEnterHome(frame, write: false))
        {
            throw new InvalidOperationException($"frame {frame.Value} cannot be granted at once");
        }

        Entry entry = Touch(frame);
        if (entry.IndexOf(silo) >= 0)
        {
            throw HasIt(entry, silo, FrameState.Shared);
        }

        if (entry.Bytes is { } bytes)
        {
            bytes.CopyTo(copy);
        }
        else
        {
            copy.Clear();
        }

        return Hold(entry, silo, FrameState.Shared);
    }

    /// <summary>A permitted home operation has ended; the frame goes on with its queue.</summary>
    /// <param name="ticket">As given to <see cref="RequestHome"/>.</param>
    /// <returns>What the next operations of the frame need.</returns>
    /// <exception cref="InvalidOperationException">No home operation with this ticket has been permitted.</exception>
    public IReadOnlyList<DirectoryAction> HomeDone(long ticket)
    {
        if (!_homeOperations.TryGetValue(ticket, out Entry? entry)
            || entry.Phase != Phase.AtHome || entry.Current.Ticket != ticket)
        {
            throw new InvalidOperationException($"no home operation with ticket {ticket} has been permitted");
        }

        _homeOperations.Remove(ticket);
        entry.Phase = Phase.Idle;
        return Serve(entry);
    }

    /// <summary>A silo answers a recall.</summary>
    /// <param name="recall">The recall that it answers.</param>
    /// <param name="bytes">The frame when the silo had it exclusively, else null or nothing. They are copied.</param>
    /// <returns>The grant or permit that waited for this answer, and what the next operations of the frame need;
    /// nothing while other answers are missing.</returns>
    /// <exception cref="InvalidOperationException">No such recall is unanswered.</exception>
    /// <exception cref="ArgumentException">Bytes are missing, not called for, or not one frame long.</exception>
    public IReadOnlyList<DirectoryAction> GivenUp(Recall recall, ReadOnlyMemory<byte>? bytes)
    {
        Entry entry = Touch(recall.Frame);
        int index = entry.Holders.FindIndex(holder => holder.Silo == recall.Silo && holder.Grant == recall.Grant);
        if (entry.Phase != Phase.Recalling || index < 0 || !entry.Holders[index].Recalled
            || recall.KeepAs != entry.Current.OthersKeep)
        {
            throw new InvalidOperationException($"{recall} is answered, but it was not sent or was answered before");
        }

        TakeBack(entry, bytes);
        if (recall.KeepAs == FrameState.Shared)
        {
            entry.State = FrameState.Shared;
            entry.Holders[index] = entry.Holders[index] with { Recalled = false };
        }
        else
        {
            entry.Holders.RemoveAt(index);
            entry.State = entry.Holders.Count == 0 ? FrameState.Invalid : FrameState.Shared;
        }

        if (--entry.Unanswered > 0)
        {
            return [];
        }

        var actions = new List<DirectoryAction>();
        Complete(entry, actions);
        Serve(entry, actions);
        return actions;
    }

    /// <summary>The frame's bytes, to read and (in a home operation that writes, or before the machine boots) to
    /// write.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <returns><see cref="FrameBytes"/> bytes; valid until the home operation ends.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    /// <exception cref="InvalidOperationException">A silo has the frame exclusively, or it is being recalled: these
    /// bytes are not the frame's.</exception>
    public Span<byte> Bytes(FrameIndex frame)
    {
        Entry entry = Touch(frame);
        if (entry.Phase == Phase.Recalling || entry.State == FrameState.Exclusive)
        {
            throw new InvalidOperationException($"frame {frame.Value} is {entry.State} outside, {entry.Phase}");
        }

        return entry.Bytes ??= new byte[_frameBytes];
    }

    /// <summary>What silos have: nothing, shared copies, or one exclusive copy.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    public FrameState StateOf(FrameIndex frame) => _entries[Offset(frame)]?.State ?? FrameState.Invalid;

    /// <summary>The silos that have copies (or will, when their grants arrive), in the order of their grants.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    public IReadOnlyList<SiloIndex> HoldersOf(FrameIndex frame) =>
        _entries[Offset(frame)] is { } entry ? [.. entry.Holders.Select(holder => holder.Silo)] : [];

    /// <summary>Whether an operation is under way: copies are being recalled, or a home operation holds it.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    public bool IsBusy(FrameIndex frame) => _entries[Offset(frame)] is { Phase: not Phase.Idle };

    /// <summary>Whether a request of a silo would have others give the frame up, or waits for some who do.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <param name="silo">Who would ask.</param>
    /// <param name="wanted"><see cref="FrameState.Shared"/> or <see cref="FrameState.Exclusive"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    public bool IsTakenFromOthers(FrameIndex frame, SiloIndex silo, FrameState wanted) => _entries[Offset(frame)] is { } entry
        && (entry.Phase != Phase.Idle
            || (entry.State > (wanted == FrameState.Exclusive ? FrameState.Invalid : FrameState.Shared)
                && entry.Holders.Exists(holder => holder.Silo != silo)));

    /// <summary>How many operations wait behind the one that is under way.</summary>
    /// <param name="frame">A frame of this bank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frame is not of this bank.</exception>
    public int QueueLength(FrameIndex frame) => _entries[Offset(frame)]?.Queue.Count ?? 0;

    /// <summary>The frames that are not at rest at home: silos have copies, or operations are under way.</summary>
    public IReadOnlyList<FrameIndex> Abroad =>
        [.. _entries.OfType<Entry>().Where(static entry => !entry.IsHome).Select(static entry => entry.Frame)];

    /// <summary>All frames that were ever touched, to be taken in by another home of the same bank.</summary>
    /// <exception cref="InvalidOperationException">A frame is abroad.</exception>
    public IReadOnlyList<RestingFrame> Pack() => Abroad is [var abroad, ..]
        ? throw new InvalidOperationException($"frame {abroad.Value} is not at home")
        : [.. _entries.OfType<Entry>().Select(static entry => new RestingFrame(entry.Frame, entry.LastGrant, entry.Bytes))];

    /// <summary>Takes in what another home has packed. Before anything else happens here.</summary>
    /// <param name="frames">Its frames; their bytes are this home's from now on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frame is not of this bank.</exception>
    /// <exception cref="ArgumentException">Bytes are not one frame long.</exception>
    public void Unpack(IEnumerable<RestingFrame> frames)
    {
        foreach (RestingFrame frame in frames)
        {
            Entry entry = Touch(frame.Frame);
            entry.LastGrant = frame.LastGrant;
            entry.Bytes = frame.Bytes is null || frame.Bytes.Length == _frameBytes
                ? frame.Bytes
                : throw new ArgumentException($"frame {frame.Frame.Value} has {frame.Bytes.Length} bytes", nameof(frames));
        }
    }

    /// <summary>The same state in objects of its own, for a search that goes on from here in several ways.</summary>
    internal FrameDirectory Copy()
    {
        var copy = new FrameDirectory(First, FrameCount, _frameBytes);
        for (int i = 0; i < _entries.Length; i++)
        {
            copy._entries[i] = _entries[i]?.Copy();
        }

        foreach ((long ticket, Entry entry) in _homeOperations)
        {
            copy._homeOperations.Add(ticket, copy._entries[copy.Offset(entry.Frame)]!);
        }

        return copy;
    }

    /// <summary>Appends this state: equal states append the same, others do not.</summary>
    internal void Encode(ICollection<long> state)
    {
        foreach (Entry? entry in _entries)
        {
            (entry ?? new Entry(default)).Encode(state, _frameBytes);
        }
    }

    private int Offset(FrameIndex frame)
    {
        int offset = frame.Value - _first;
        return (uint)offset < (uint)_entries.Length
            ? offset
            : throw new ArgumentOutOfRangeException(
                nameof(frame), frame.Value, $"The bank has frames {_first} to {_first + _entries.Length - 1}.");
    }

    private Entry Touch(FrameIndex frame) => _entries[Offset(frame)] ??= new Entry(frame);

    private List<DirectoryAction> Serve(Entry entry)
    {
        var actions = new List<DirectoryAction>();
        Serve(entry, actions);
        return actions;
    }

    private void Serve(Entry entry, List<DirectoryAction> actions)
    {
        while (entry.Phase == Phase.Idle && entry.Queue.TryDequeue(out Operation operation))
        {
            entry.Current = operation;
            entry.Phase = Phase.Recalling;
            RecallOthers(entry, actions);
            if (entry.Unanswered == 0)
            {
                Complete(entry, actions);
            }
        }
    }

    private static void RecallOthers(Entry entry, List<DirectoryAction> actions)
    {
        if (entry.State <= entry.Current.OthersKeep)
        {
            return;
        }

        for (int i = 0; i < entry.Holders.Count; i++)
        {
            Holder holder = entry.Holders[i];
            if (holder.Silo != entry.Current.Silo)
            {
                entry.Holders[i] = holder with { Recalled = true };
                entry.Unanswered++;
                actions.Add(new DirectoryAction.SendRecall(
                    new Recall(entry.Frame, holder.Silo, holder.Grant, entry.Current.OthersKeep)));
            }
        }
    }

    private void TakeBack(Entry entry, ReadOnlyMemory<byte>? bytes)
    {
        // A null array becomes an empty memory, not a null one, on its way through an implicit conversion.
        int length = bytes?.Length ?? 0;
        if (length != (entry.State == FrameState.Exclusive ? _frameBytes : 0))
        {
            throw new ArgumentException($"{length} bytes come back of a copy that was {entry.State}", nameof(bytes));
        }

        if (bytes is { Length: > 0 } given)
        {
            given.CopyTo(entry.Bytes ??= new byte[_frameBytes]);
        }
    }

    /// <summary>Nothing stands in the way of the operation at the head any more.</summary>
    private void Complete(Entry entry, List<DirectoryAction> actions)
    {
        Operation operation = entry.Current;
        if (operation.Silo is not { } silo)
        {
            entry.Phase = Phase.AtHome;
            actions.Add(new DirectoryAction.PermitHome(operation.Ticket));
            return;
        }

        int held = entry.IndexOf(silo);
        if (held >= 0 && entry.State >= operation.Wanted)
        {
            throw HasIt(entry, silo, operation.Wanted);
        }

        byte[]? bytes = held >= 0 ? null : new byte[_frameBytes];
        if (bytes is not null)
        {
            entry.Bytes?.CopyTo(bytes, 0);
        }
        else
        {
            entry.Holders.RemoveAt(held);
        }

        entry.Phase = Phase.Idle;
        long number = Hold(entry, silo, operation.Wanted);
        actions.Add(new DirectoryAction.Grant(
            operation.Ticket, new FrameGrant(entry.Frame, operation.Wanted, number, bytes)));
    }

    private static long Hold(Entry entry, SiloIndex silo, FrameState state)
    {
        entry.State = state;
        entry.Holders.Add(new Holder(silo, ++entry.LastGrant, false));
        return entry.LastGrant;
    }

    private static InvalidOperationException HasIt(Entry entry, SiloIndex silo, FrameState wanted) =>
        new($"silo {silo.Value} asks for frame {entry.Frame.Value} {wanted} and has it {entry.State}");

    /// <summary>What waits for a frame: a silo's request, or (no silo) a home operation that reads (Shared) or writes
    /// (Exclusive).</summary>
    private readonly record struct Operation(long Ticket, SiloIndex? Silo, FrameState Wanted)
    {
        public FrameState OthersKeep => Wanted == FrameState.Exclusive ? FrameState.Invalid : FrameState.Shared;
    }

    private readonly record struct Holder(SiloIndex Silo, long Grant, bool Recalled);

    private sealed class Entry(FrameIndex frame)
    {
        public FrameIndex Frame { get; } = frame;

        public byte[]? Bytes { get; set; }

        public FrameState State { get; set; }

        public Phase Phase { get; set; }

        public Operation Current { get; set; }

        public int Unanswered { get; set; }

        public long LastGrant { get; set; }

        public List<Holder> Holders { get; private init; } = [];

        public Queue<Operation> Queue { get; private init; } = [];

        public bool IsHome => Phase == Phase.Idle && State == FrameState.Invalid && Queue.Count == 0;

        public int IndexOf(SiloIndex silo) => Holders.FindIndex(holder => holder.Silo == silo);

        public Entry Copy() => new(Frame)
        {
            Bytes = (byte[]?)Bytes?.Clone(),
            State = State,
            Phase = Phase,
            Current = Current,
            Unanswered = Unanswered,
            LastGrant = LastGrant,
            Holders = [.. Holders],
            Queue = new Queue<Operation>(Queue),
        };

        public void Encode(ICollection<long> state, int frameBytes)
        {
            state.Add(((long)State << 8) | (long)Phase);
            state.Add(LastGrant);
            state.Add(((long)Holders.Count << 32) | (uint)Queue.Count);
            foreach (Holder holder in Holders)
            {
                state.Add(((long)holder.Silo.Value << 1) | (holder.Recalled ? 1L : 0));
                state.Add(holder.Grant);
            }

            foreach (Operation operation in Phase == Phase.Idle ? Queue : Queue.Prepend(Current))
            {
                state.Add(operation.Ticket);
                state.Add(((operation.Silo?.Value ?? -1L) << 2) | (long)operation.Wanted);
            }

            if (State != FrameState.Exclusive)
            {
                // An exclusive copy makes these out of date: nobody will look at them again.
                foreach (byte value in Bytes ?? new byte[frameBytes])
                {
                    state.Add(value);
                }
            }
        }
    }
}
