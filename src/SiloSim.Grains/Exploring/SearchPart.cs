using System.Diagnostics;
using System.Numerics;
using SiloSim.Explorer.Shards;

namespace SiloSim.Grains.Exploring;

/// <summary>One silo's part of an attempt at a search: its shards, and the work on them.</summary>
internal sealed class SearchPart
{
    private const int WorldsOfAPiece = 512;                                // A few milliseconds, and batches of some 100 KiB.
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(300);

    private readonly IExpansionGrain _workers;
    private readonly ShardServices _services;
    private readonly ExplorationThreads _threads;
    private readonly string _search;
    private readonly SearchPlace _place;
    private readonly Shard?[] _shards;
    private readonly KnownCode _code;
    private readonly long _memoryLimit;
    private int _next;

    /// <summary>A part without worlds.</summary>
    /// <exception cref="MachineException">The place means nothing.</exception>
    public SearchPart(
        IGrainFactory grains, ShardServices services, ExplorationThreads threads, string search, SearchPlace place)
    {
        _ = ExplorationModel.ReductionsOf(place.Spec);
        WorldShape shape = Expander.ShapeOf(ExplorationModel.Of(place.Spec));
        _workers = grains.GetGrain<IExpansionGrain>(0);
        _services = services;
        _threads = threads;
        _search = search;
        _place = place;
        _shards = [.. Enumerable.Range(0, place.Shards).Select(shard => IsOwn(shard) ? new Shard(shape) : null)];
        _code = new KnownCode(shape);
        _memoryLimit = place.Spec.MemoryLimitBytes ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        Touch();
    }

    /// <summary>Which attempt.</summary>
    public Guid Attempt => _place.Attempt;

    /// <summary>When somebody asked last, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public long Touched { get; private set; }

    private IEnumerable<Shard> Own => _shards.OfType<Shard>();

    /// <summary>Somebody asks.</summary>
    public void Touch() => Touched = Stopwatch.GetTimestamp();

    /// <summary>Brings the first world to its shard.</summary>
    public async Task<LevelSlice> First(bool counts)
    {
        var done = new SliceSum();
        await Expand(new ExpansionRequest { Place = _place, Counts = counts }, done);
        return Slice(done, isDone: true);
    }

    /// <summary>Begins the next level.</summary>
    public ShareStatus Advance()
    {
        foreach (Shard shard in Own)
        {
            shard.Advance();
        }
        return Share();
    }

    /// <summary>Expands worlds of the level for a while.</summary>
    public async Task<LevelSlice> Expand()
    {
        var done = new SliceSum();
        long start = Stopwatch.GetTimestamp();

        // One more than there are threads: while one waits for another silo to accept, all threads work.
        bool[] isOver = await Task.WhenAll(Enumerable.Range(0, _threads.Count + 1).Select(_ => ExpandUntil(start, done)));
        return Slice(done, isOver.All(static over => over));
    }

    /// <summary>Takes worlds.</summary>
    /// <exception cref="MachineException">They belong elsewhere, or are none.</exception>
    public async Task Accept(IReadOnlyList<ShardBatch> batches)
    {
        try
        {
            await _threads.Run(() =>
            {
                foreach (ShardBatch batch in batches)
                {
                    Shard shard = (uint)batch.Shard < (uint)_shards.Length && _shards[batch.Shard] is { } own
                        ? own : throw new BatchFormatException($"shard {batch.Shard} is not here");
                    shard.Accept(batch.Worlds);
                }
                return true;
            });
        }
        catch (BatchFormatException wrong)
        {
            throw new MachineException(wrong.Message);
        }
    }

    /// <summary>Begins to go through all worlds once more.</summary>
    public void BeginCount()
    {
        foreach (Shard shard in Own)
        {
            shard.BeginCount();
        }
    }

    private bool IsOwn(int shard) => shard % _place.Silos.Count == _place.Silo;

    private ShareStatus Share() => new(
        Own.Sum(static shard => shard.States), Own.Sum(static shard => shard.Waiting), Own.Sum(static shard => shard.Bytes));

    /// <returns>Whether nothing of the level is left.</returns>
    private async Task<bool> ExpandUntil(long start, SliceSum done)
    {
        while (await _threads.Run(Take) is var (shard, worlds))
        {
            await Expand(new ExpansionRequest { Place = _place, Shard = shard, Worlds = worlds }, done);
            if (Stopwatch.GetElapsedTime(start) >= s_slice)
            {
                return false;
            }
        }
        return true;
    }

    private (int Shard, byte[] Worlds)? Take()
    {
        for (int tried = 0; tried < _shards.Length; tried++)
        {
            int shard = (int)((uint)Interlocked.Increment(ref _next) % (uint)_shards.Length);
            if (_shards[shard]?.Take(WorldsOfAPiece) is { } worlds)
            {
                return (shard, worlds);
            }
        }
        return null;
    }

    private async Task Expand(ExpansionRequest request, SliceSum done)
    {
        ExpansionMessage expansion = await _workers.Expand(request);
        done.Add(expansion);
        if (expansion.Code is { } code)
        {
            lock (_code)
            {
                done.HasCode |= _code.Add(code);
            }
        }
        await Task.WhenAll(expansion.Batches.GroupBy(batch => batch.Shard % _place.Silos.Count).Select(
            silo => silo.Key == _place.Silo
                ? Accept([.. silo])
                : _services.Of(_place.Silos[silo.Key]).Accept(_search, Attempt, [.. silo])));
    }

    private LevelSlice Slice(SliceSum done, bool isDone)
    {
        ShareStatus share = Share();
        byte[]? code = null;
        if (done.HasCode)
        {
            lock (_code)
            {
                code = _code.ToArray();
            }
        }
        return new LevelSlice
        {
            IsDone = isDone,
            IsFull = share.Bytes > _memoryLimit,
            Worlds = done.Worlds,
            Transitions = done.Transitions,
            Finding = done.Finding,
            Interleavings = done.Interleavings.ToByteArray(isUnsigned: true),
            Code = code,
            Share = share,
        };
    }

    /// <summary>The sum of what was done in a slice. Only the service's own turns add to it.</summary>
    private sealed class SliceSum
    {
        public long Worlds { get; private set; }

        public long Transitions { get; private set; }

        public FindingMessage? Finding { get; private set; }

        public BigInteger Interleavings { get; private set; }

        public bool HasCode { get; set; }

        public void Add(ExpansionMessage expansion)
        {
            Worlds += expansion.Worlds;
            Transitions += expansion.Transitions;
            Interleavings += new BigInteger(expansion.Interleavings, isUnsigned: true);
            if (expansion.Finding is { } finding && (Finding is null || finding.Steps < Finding.Steps))
            {
                Finding = finding;
            }
        }
    }
}
