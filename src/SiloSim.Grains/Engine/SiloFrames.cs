using SiloSim.Machine.Coherence;
using SiloSim.Sh4;

namespace SiloSim.Grains.Engine;

/// <summary>
/// One silo's copies of one machine's frames: carries out what <see cref="SiloCopies"/> decides, on the tables that the
/// cores read. Every method may be called from any thread.
/// </summary>
internal sealed class SiloFrames
{
    private const int FirstAskerAhead = 1 << 20; // Above the numbers of cores.
    private readonly Lock _gate = new();
    private readonly SiloCopies _rules;
    private readonly Safepoints _safepoints;
    private readonly Func<FrameIndex, FrameState, Task<(FrameGrant Grant, bool Contended)>> _askHome;
    private readonly Action<Exception> _fault;
    private readonly Dictionary<int, (AccessKind Kind, FrameIndex Frame, Action Ready)> _waiting = [];
    private readonly Dictionary<Recall, TaskCompletionSource<byte[]?>> _recalls = [];
    private readonly HashSet<uint> _watchedWords;
    private readonly bool[] _watched;          // The frame holds a call-site word: data loads ask, see Tables.
    private readonly bool[] _readOnly;
    private readonly byte[]?[] _bytes;         // The copies, until they are given up.
    private readonly byte[]?[] _loadable;      // As the tables, for what leaves the fast path.
    private readonly byte[]?[] _storable;
    private readonly bool[] _contended;        // Its home would do accesses to it: silos take it from each other.
    private readonly bool[] _text;             // Fetched from once: stores into it leave the fast path for good.
    private readonly List<TaskCompletionSource> _answerWaiters = [];
    private long _doneAtHome;
    private int _requests;                     // Under way to homes.
    private readonly PageCode?[] _code;        // Kept when a frame goes, so that its return decodes only what changed.

    /// <summary>Begins without any copy.</summary>
    /// <param name="silo">This silo's number in the machine.</param>
    /// <param name="baseAddress">Physical address of the first frame.</param>
    /// <param name="frameCount">Frames of RAM.</param>
    /// <param name="watchedWords">Physical addresses of the words whose loads are observed.</param>
    /// <param name="readOnlyFrames">Frames that refuse writes.</param>
    /// <param name="safepoints">Of the silo's engine.</param>
    /// <param name="askHome">Asks the home of a frame for it.</param>
    /// <param name="fault">Told when the home cannot be reached.</param>
    public SiloFrames(
        SiloIndex silo, uint baseAddress, int frameCount, IEnumerable<uint> watchedWords, IEnumerable<int> readOnlyFrames,
        Safepoints safepoints, Func<FrameIndex, FrameState, Task<(FrameGrant Grant, bool Contended)>> askHome, Action<Exception> fault)
    {
        _rules = new SiloCopies(silo, frameCount);
        Tables = new FrameTables(baseAddress, frameCount);
        _safepoints = safepoints;
        _askHome = askHome;
        _fault = fault;
        _watchedWords = [.. watchedWords];
        _watched = new bool[frameCount];
        foreach (uint word in _watchedWords)
        {
            _watched[Tables.IndexOf(word)] = true;
        }
        _readOnly = new bool[frameCount];
        foreach (int frame in readOnlyFrames)
        {
            _readOnly[frame] = true;
        }
        _bytes = new byte[frameCount][];
        _loadable = new byte[frameCount][];
        _storable = new byte[frameCount][];
        _contended = new bool[frameCount];
        _text = new bool[frameCount];
        _code = new PageCode?[frameCount];
    }

    /// <summary>What the cores of this silo read.</summary>
    public FrameTables Tables { get; }

    /// <summary>Frames that came in.</summary>
    public long FramesIn
    {
        get
        {
            lock (_gate)
            {
                return _rules.FramesIn;
            }
        }
    }

    /// <summary>Frames that were given up.</summary>
    public long FramesOut
    {
        get
        {
            lock (_gate)
            {
                return _rules.FramesOut;
            }
        }
    }

    /// <summary>Accesses that were done at the homes of contended frames.</summary>
    public long AccessesAtHome => Interlocked.Read(ref _doneAtHome);

    /// <summary>Bytes of the copies that are here now.</summary>
    public long CopiedBytes
    {
        get
        {
            lock (_gate)
            {
                return (long)FrameTables.FrameBytes * _bytes.Count(static copy => copy is not null);
            }
        }
    }

    /// <summary>Whether a frame refuses writes.</summary>
    public bool IsReadOnly(int frame) => _readOnly[frame];

    /// <summary>
    /// Whether the home of a frame is to be asked to do an access, before it is asked for the frame. Text is executed from copies,
    /// and call-site words are observed on them.
    /// </summary>
    public bool IsDoneAtHome(int frame) =>
        Volatile.Read(ref _contended[frame]) && Volatile.Read(ref _code[frame]) is null && !_watched[frame];

    /// <summary>The home of a frame was asked to do an access.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="done">It did; if not, it would rather grant the frame.</param>
    public void AskedHome(int frame, bool done)
    {
        if (done)
        {
            Interlocked.Increment(ref _doneAtHome);
        }
        else
        {
            Volatile.Write(ref _contended[frame], false);
        }
    }

    /// <summary>The bytes of a frame that loads may use off the fast path, between two safepoints; or null.</summary>
    public byte[]? Loadable(int frame) => Volatile.Read(ref _loadable[frame]);

    /// <summary>The bytes of a frame that stores may use off the fast path, between two safepoints; or null.</summary>
    public byte[]? Storable(int frame) => Volatile.Read(ref _storable[frame]);

    /// <summary>The decoded text of a frame that is about to be stored into; or null.</summary>
    public PageCode? CodeOf(int frame) => Volatile.Read(ref _code[frame]);

    /// <summary>A core has exited for a frame.</summary>
    /// <param name="core">Which core.</param>
    /// <param name="frame">Which frame.</param>
    /// <param name="kind">What for.</param>
    /// <param name="ready">Called once, from any thread: run the core again. The frame stays until <see cref="Retired"/>.</param>
    public void Need(int core, FrameIndex frame, AccessKind kind, Action ready)
    {
        FrameState wanted = kind == AccessKind.Write ? FrameState.Exclusive : FrameState.Shared;
        Carry(() =>
        {
            _waiting[core] = (kind, frame, ready);
            return _rules.Want(frame, wanted, core);
        });
    }

    /// <summary>The instruction that asked for frames has retired, or the core has ended.</summary>
    public void Retired(int core) => Carry(() => _rules.Retired(core));

    /// <summary>The home takes a frame back.</summary>
    /// <returns>The bytes, if the copy was exclusive.</returns>
    public Task<byte[]?> GiveUp(Recall recall)
    {
        var given = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Carry(() =>
        {
            _recalls.Add(recall, given);
            return _rules.Recalled(recall);
        });
        return given.Task;
    }

    /// <summary>Fetches text before any core asks for it: one message for all frames of a bank.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="fetch">Asks the home of frames of one bank for those that it can grant at once.</param>
    /// <returns>When the homes have answered; a frame that could not be granted at once comes later, or when a core asks.</returns>
    public Task Prefetch(
        IEnumerable<FrameIndex> frames, Func<IReadOnlyList<FrameIndex>, Task<IEnumerable<FrameGrant>>> fetch) => Task.WhenAll(
            frames.GroupBy(static frame => Banks.Of(frame.Value)).Select(bank => Fetch([.. bank.Where(WantAhead)], fetch)));

    /// <summary>Each frame has an asker of its own, which lets go of it when it is there.</summary>
    private bool WantAhead(FrameIndex frame)
    {
        lock (_gate)
        {
            if (_rules.StateOf(frame) != FrameState.Invalid)
            {
                return false;
            }
            int asker = FirstAskerAhead + frame.Value;
            _waiting[asker] = (AccessKind.Fetch, frame, () => Retired(asker));
            bool asks = _rules.Want(frame, FrameState.Shared, asker) is [CopyAction.SendRequest];
            _requests += asks ? 1 : 0;
            return asks;
        }
    }

    private async Task Fetch(
        IReadOnlyList<FrameIndex> frames, Func<IReadOnlyList<FrameIndex>, Task<IEnumerable<FrameGrant>>> fetch)
    {
        if (frames.Count == 0)
        {
            return;
        }
        var left = frames.ToHashSet();
        foreach (FrameGrant grant in await fetch(frames).ConfigureAwait(false))
        {
            left.Remove(grant.Frame);
            Carry(() => Answered(grant));
        }
        foreach (FrameIndex frame in left)
        {
            Request(frame, FrameState.Shared);
        }
    }

    /// <summary>Completes when no request is under way to a home. For a machine whose cores make no new ones.</summary>
    public Task RequestsAnswered()
    {
        lock (_gate)
        {
            if (_requests == 0)
            {
                return Task.CompletedTask;
            }
            var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _answerWaiters.Add(answered);
            return answered.Task;
        }
    }

    /// <summary>Carries out what the rules say: tables under the lock, calls into the engine outside of it.</summary>
    private void Carry(Func<IReadOnlyList<CopyAction>> decide)
    {
        List<Action>? outside = null;
        lock (_gate)
        {
            foreach (CopyAction action in decide())
            {
                switch (action)
                {
                    case CopyAction.SendRequest request:
                        _requests++;
                        (outside ??= []).Add(() => Request(request.Frame, request.Wanted));
                        break;
                    case CopyAction.Install install:
                        Install(install.Grant);
                        break;
                    case CopyAction.BeginRevoke revoke:
                        Hide(revoke.Frame.Value, revoke.KeepAs);
                        (outside ??= []).Add(() => AwaitRevoked(revoke.Frame));
                        break;
                    case CopyAction.GiveUp giveUp:
                        TaskCompletionSource<byte[]?> given = Take(giveUp.Recall);
                        byte[]? bytes = Surrender(giveUp);
                        (outside ??= []).Add(() => given.SetResult(bytes));
                        break;
                    case CopyAction.Ready ready:
                        if (_waiting.Remove(ready.Core, out var wait))
                        {
                            (outside ??= []).Add(() => MakeReady(wait.Frame.Value, wait.Kind, wait.Ready));
                        }
                        break;
                }
            }
        }
        foreach (Action action in outside ?? [])
        {
            action();
        }
    }

    private async void Request(FrameIndex frame, FrameState wanted)
    {
        try
        {
            (FrameGrant grant, bool contended) = await _askHome(frame, wanted).ConfigureAwait(false);
            Volatile.Write(ref _contended[frame.Value], contended);
            Carry(() => Answered(grant));
        }
        catch (Exception exception)
        {
            _fault(exception);
        }
    }

    private IReadOnlyList<CopyAction> Answered(FrameGrant grant)
    {
        _requests--;
        IReadOnlyList<CopyAction> actions = _rules.Granted(grant);
        if (_requests == 0)
        {
            _answerWaiters.ForEach(static waiter => waiter.TrySetResult());
            _answerWaiters.Clear();
        }
        return actions;
    }

    private async void AwaitRevoked(FrameIndex frame)
    {
        try
        {
            await _safepoints.Passed().ConfigureAwait(false);
            Carry(() => _rules.Revoked(frame));
        }
        catch (Exception exception)
        {
            _fault(exception);
        }
    }

    private TaskCompletionSource<byte[]?> Take(Recall recall) =>
        _recalls.Remove(recall, out TaskCompletionSource<byte[]?>? given)
            ? given
            : throw new InvalidOperationException($"no recall {recall} is under way");

    private void Install(FrameGrant grant)
    {
        int frame = grant.Frame.Value;
        byte[] bytes = grant.Bytes ?? _bytes[frame]!;
        if (_code[frame] is { } code && !ReferenceEquals(code.Frame, bytes))
        {
            code = code.With(bytes);
            Volatile.Write(ref _code[frame], code);
        }
        _bytes[frame] = bytes;
        Show(frame, bytes, writable: grant.State == FrameState.Exclusive && !_readOnly[frame]);
    }

    private void Show(int frame, byte[] bytes, bool writable)
    {
        Volatile.Write(ref _loadable[frame], bytes);
        Volatile.Write(ref _storable[frame], writable ? bytes : null);
        Tables.SetReadable(frame, _watched[frame] ? null : bytes);
        Tables.SetCode(frame, _code[frame]);
        Tables.SetWritable(frame, writable && !_text[frame] ? bytes : null);
    }

    private void Hide(int frame, FrameState keepAs)
    {
        Tables.SetWritable(frame, null);
        Volatile.Write(ref _storable[frame], null);
        if (keepAs == FrameState.Invalid)
        {
            Tables.SetReadable(frame, null);
            Tables.SetCode(frame, null);
            Volatile.Write(ref _loadable[frame], null);
        }
    }

    private byte[]? Surrender(CopyAction.GiveUp giveUp)
    {
        int frame = giveUp.Recall.Frame.Value;
        byte[]? bytes = giveUp.WithBytes ? _bytes[frame] : null;
        if (giveUp.Recall.KeepAs == FrameState.Shared)
        {
            return (byte[]?)bytes?.Clone(); // The copy that stays may become writable again.
        }
        if (_rules.StateOf(giveUp.Recall.Frame) == FrameState.Invalid)
        {
            _bytes[frame] = null;
        }
        return bytes;
    }

    /// <summary>The frame is here. Text needs more: nobody may store into it on the fast path once it is decoded.</summary>
    private void MakeReady(int frame, AccessKind kind, Action ready)
    {
        if (kind != AccessKind.Fetch || Tables.Code(frame) is not null)
        {
            ready();
            return;
        }
        lock (_gate)
        {
            _text[frame] = true;
            Tables.SetWritable(frame, null);
        }
        AwaitDecodable(frame, ready);
    }

    private async void AwaitDecodable(int frame, Action ready)
    {
        try
        {
            await _safepoints.Passed().ConfigureAwait(false);
            lock (_gate)
            {
                if (_bytes[frame] is { } bytes && _loadable[frame] is not null)
                {
                    uint physical = Tables.BaseAddress + ((uint)frame * FrameTables.FrameBytes);
                    Volatile.Write(ref _code[frame], _code[frame] ?? new PageCode(bytes, physical, _watchedWords));
                    Tables.SetCode(frame, _code[frame]);
                }
            }
            ready();
        }
        catch (Exception exception)
        {
            _fault(exception);
        }
    }
}
