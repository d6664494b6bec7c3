using System.Numerics;
using SiloSim.Explorer.Shards;

namespace SiloSim.Grains.Exploring;

/// <summary>
/// One attempt at a search, from the first world, on silos that do not change: level after level, each as soon as all
/// silos are done with the one before.
/// </summary>
internal sealed class SearchAttempt(
    string search, ExplorationSpec spec, ShardServices services, SiloAddress[] silos, KnownCode code)
{
    private const int ShardsOfASilo = 4;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10); // A silo that is silent for so long is lost.

    private readonly Guid _attempt = Guid.NewGuid();
    private readonly ISiloShards[] _shards = [.. silos.Select(services.Of)];
    private readonly ShareStatus[] _shares = [.. silos.Select(static _ => new ShareStatus(0, 0, 0))];
    private BigInteger _ended;
    private long _counted;
    private long _transitions;
    private int _depth;
    private FindingMessage? _finding;
    private bool? _hasCycles;

    /// <summary>Why it did not come to its end; null while it may.</summary>
    public string? Reason { get; private set; }

    /// <summary>
    /// Whether more became known of the code, by which a partial order leaves out: what was searched does not count, and
    /// it has to be searched again by what is known now.
    /// </summary>
    public bool IsOfNoUse { get; private set; }

    /// <summary>How far it has come.</summary>
    public ExplorationStatus Status => new()
    {
        Begun = true,
        Reason = Reason,
        States = _shares.Sum(static share => share.States),
        Transitions = _transitions,
        Depth = _depth,
        Waiting = _shares.Sum(static share => share.Waiting),
        Bytes = _shares.Sum(static share => share.Bytes),
        Finding = _finding,
        HasCycles = _hasCycles,
        Interleavings = _hasCycles == false ? _ended.ToByteArray(isUnsigned: true) : null,
        Silos = [.. silos.Select((silo, index) => new SiloStates($"{silo.Endpoint}", _shares[index].States))],
    };

    /// <summary>Searches.</summary>
    /// <param name="interrupt">Ends it early.</param>
    /// <param name="isMember">Whether a silo still belongs to the cluster.</param>
    /// <exception cref="MachineException">It cannot be made.</exception>
    /// <remarks>All other exceptions mean that a silo is lost.</remarks>
    public async Task Run(Func<SiloAddress, bool> isMember, CancellationToken interrupt)
    {
        byte[]? known = code.ToArray();
        await Task.WhenAll(_shards.Select((silo, index) => silo.Prepare(search, new SearchPlace
        {
            Spec = spec,
            Attempt = _attempt,
            Silos = silos,
            Silo = index,
            Shards = ShardsOfASilo * silos.Length,
            Code = known,
        }))).WaitAsync(s_silence, interrupt);
        using var done = new CancellationTokenSource();
        Task work = Work(interrupt);
        Task watch = Watch(isMember, done.Token);
        Task first = await Task.WhenAny(work, watch);
        await done.CancelAsync();
        _ = Task.WhenAll(work, watch).ContinueWith(
            static both => both.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await first;
    }

    private async Task Work(CancellationToken interrupt)
    {
        await Levels(counts: false, interrupt);
        if (IsOfNoUse || Reason is not null || _finding is not null || !spec.LooksForCycles)
        {
            return;
        }
        long states = Status.States;
        await Task.WhenAll(_shards.Select(silo => silo.BeginCount(search, _attempt)));
        await Levels(counts: true, interrupt);
        if (Reason is null)
        {
            _hasCycles = _counted != states;
        }
    }

    private async Task Levels(bool counts, CancellationToken interrupt)
    {
        Add(await _shards[0].First(search, _attempt, counts), 0, 0, counts);
        for (int level = 0; Reason is null; level++)
        {
            ShareStatus[] shares = await Task.WhenAll(_shards.Select(silo => silo.Advance(search, _attempt)));
            foreach ((int silo, ShareStatus share) in shares.Index())
            {
                Note(silo, share, counts);
            }
            if (_finding is not null || shares.All(static share => share.Waiting == 0))
            {
                return;
            }
            _depth = counts ? _depth : level;
            await Task.WhenAll(_shards.Select((_, silo) => Level(silo, level, counts, interrupt)));
        }
    }

    private async Task Level(int silo, int level, bool counts, CancellationToken interrupt)
    {
        for (bool isDone = false; !isDone && Reason is null;)
        {
            LevelSlice slice = await _shards[silo].Expand(search, _attempt);
            isDone = slice.IsDone;
            Add(slice, silo, level, counts);
            Reason ??= slice.IsFull ? "memory limit reached" : interrupt.IsCancellationRequested ? "interrupted" : null;
        }
    }

    private void Add(LevelSlice slice, int silo, int level, bool counts)
    {
        Note(silo, slice.Share, counts);
        if (counts)
        {
            _counted += slice.Worlds;
            _ended += new BigInteger(slice.Interleavings, isUnsigned: true);
            return;
        }
        _transitions += slice.Transitions;
        if (slice.Finding is { } finding && (_finding is null || level + finding.Steps < _finding.Steps))
        {
            _finding = finding with { Steps = level + finding.Steps };
        }
        IsOfNoUse |= slice.Code is { } known && code.Add(known);
    }

    /// <summary>Notes how far a silo has come. Where executions are counted, it has visited its states before.</summary>
    private void Note(int silo, ShareStatus share, bool counts) =>
        _shares[silo] = counts ? share with { States = _shares[silo].States } : share;

    /// <summary>Looks again and again whether all silos are there and have their parts; ends by throwing.</summary>
    private async Task Watch(Func<SiloAddress, bool> isMember, CancellationToken done)
    {
        while (true)
        {
            await Task.Delay(s_betweenLooks, done);
            if (Array.Find(silos, silo => !isMember(silo)) is { } gone)
            {
                throw new SiloUnavailableException($"silo {gone.Endpoint} is lost");
            }
            await Task.WhenAll(_shards.Select(silo => silo.Holds(search, _attempt))).WaitAsync(s_silence, done);
        }
    }
}
