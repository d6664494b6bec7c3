using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// One search through a space, each world once: workers take worlds from the frontier, take every step that can be
/// taken there, and add the worlds that are new.
/// </summary>
internal sealed class StoredSearch
{
    /// <summary>Why a search ended that was cancelled.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Why a search ended that was not to go further.</summary>
    public const string BoundReached = "bound reached";

    private const int BatchItems = 64;
    private const int SaveEvery = 8; // So all that is written is a few times what there is at last.

    // Models whose words are met as they run may have any number of fields; the stack has not.
    private const int MostFieldsOnStack = 1024;

    private readonly Lock _lock = new();
    private readonly StateSpace _space;
    private readonly SearchOptions _options;
    private readonly IStateStore _store;
    private readonly IFrontier _frontier;
    private readonly IReduction[] _reductions;
    private readonly CancellationToken _cancellation;
    private readonly Layout _layout;
    private readonly Rounds _rounds;
    private readonly int _itemWords;
    private long _transitions;
    private int _depth;
    private long _pauseAt = long.MaxValue;
    private bool _isBegun;
    private volatile bool _isPaused;
    private volatile bool _isDecided; // What was taken does not have to be expanded.
    private volatile bool _isCut;
    private Exception? _failure;

    public StoredSearch(
        StateSpace space,
        SearchOptions options,
        IStateStore store,
        IFrontier frontier,
        IReduction[] reductions,
        CancellationToken cancellation)
    {
        _space = space;
        _options = options;
        _store = store;
        _frontier = frontier;
        _reductions = reductions;
        _cancellation = cancellation;
        _layout = space.Layout;
        _itemWords = _layout.Words + 1;
        _rounds = new Rounds(options.Workers, () => Found is null && frontier.Advance());
    }

    /// <summary>What was found that is wrong, the nearest to the first world; null while nothing was.</summary>
    public FoundAt? Found { get; private set; }

    /// <summary>Why it ended early; null if it did not.</summary>
    public string? Reason { get; private set; }

    public SearchProgress Progress => new(
        _store.Count, Interlocked.Read(ref _transitions), _depth, _frontier.Count / _itemWords, _store.Bytes);

    /// <summary>Searches until all is searched, or something is found, or a limit is reached.</summary>
    /// <param name="save">
    /// Called now and then, and when it ends early: <see cref="Save"/> writes all that is needed to go on. Null if
    /// nobody will.
    /// </param>
    /// <exception cref="ShapeGrewException">It has to begin again.</exception>
    public void Run(Action? save = null)
    {
        if (!_isBegun && !Begin())
        {
            return;
        }

        do
        {
            _isPaused = false;
            _pauseAt = save is null ? long.MaxValue
                : _store.Count + Math.Max(_options.Checkpoint!.EveryStates, _store.Count / SaveEvery);
            _rounds.Begin();
            Crew.Run(_options.Workers, _ => Work());
            if (_failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            }

            if (Found is null && (_isPaused || Reason is not null))
            {
                save?.Invoke();
            }
        }
        while (_isPaused && !_isDecided && Reason is null);

        if (_isCut && Found is null)
        {
            Reason ??= BoundReached;
        }
    }

    /// <summary>Writes where it stands; nobody works meanwhile.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_transitions);
        writer.Write(_depth);
        _store.Save(writer);
        _frontier.Save(writer);
    }

    /// <summary>Takes over where another stood, before it begins.</summary>
    public void Restore(BinaryReader reader)
    {
        _isBegun = true;
        _transitions = reader.ReadInt64();
        _depth = reader.ReadInt32();
        _store.Restore(reader);
        _frontier.Restore(reader);
    }

    private bool Begin()
    {
        _isBegun = true;
        var first = new World(_space);
        first.Start();
        if (first.Found is Finding finding)
        {
            Found = new FoundAt(finding, -1, null, 0);
            return false;
        }

        ulong[] item = new ulong[_itemWords];
        Represent(first.Fields);
        Pack(first.Fields, item);
        _store.Add(item.AsSpan(0, _layout.Words), -1, out int number);
        item[^1] = Tag(0, number);
        _frontier.Add(item);
        _frontier.Advance();
        return true;
    }

    private static ulong Tag(int depth, int number) => ((ulong)(uint)depth << 32) | (uint)number;

    private void Work()
    {
        try
        {
            var world = new World(_space);
            ulong[] batch = new ulong[BatchItems * _itemWords];
            Choice[] choices = new Choice[_space.MostChoices];
            var chain = new Chain(_space, _reductions);
            var met = new ItemBuffer();
            while (TakeBatch(batch) is int words && words > 0)
            {
                met.Clear();
                long transitions = 0;
                int deepest = 0;
                for (int at = 0; at < words && !_isDecided; at += _itemWords)
                {
                    int depth = (int)(batch[at + _itemWords - 1] >> 32);
                    deepest = Math.Max(deepest, depth);
                    if (depth < _options.DeepestLevel)
                    {
                        transitions += Expand(world, chain, choices, batch.AsSpan(at, _itemWords), depth, met);
                    }
                }

                _frontier.Add(met.Slice(0, met.Length));
                Interlocked.Add(ref _transitions, transitions);
                EndBatch(deepest);
            }
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                // Where another worker has changed the shape meanwhile, any failure is one of that.
                _failure ??= _space.Layout == _layout ? exception : new ShapeGrewException();
                _isDecided = true;
                _rounds.End();
            }
        }
    }

    /// <summary>Takes every step that can be taken in a world, and those after it that are taken alone.</summary>
    /// <returns>How many were taken.</returns>
    private int Expand(
        World world, Chain chain, Span<Choice> choices, ReadOnlySpan<ulong> item, int depth, ItemBuffer met)
    {
        Span<int> from = _space.Fields <= MostFieldsOnStack ? stackalloc int[_space.Fields] : new int[_space.Fields];
        Span<ulong> packed = _itemWords <= MostFieldsOnStack ? stackalloc ulong[_itemWords] : new ulong[_itemWords];
        int number = (int)(uint)item[^1];
        _layout.Unpack(item, from);
        world.Set(from);
        int count = world.Choices(choices);
        if (count == 0)
        {
            if (world.AtRest() is Finding atRest)
            {
                Report(new FoundAt(atRest, number, null, depth));
            }

            return 0;
        }

        if (depth >= _options.Bound)
        {
            _isCut = true;
            return 0;
        }

        foreach (IReduction reduction in _reductions)
        {
            count = reduction.Keep(world, choices[..count]);
        }

        int transitions = count;
        for (int i = 0; i < count; i++)
        {
            world.Set(from);
            world.Take(choices[i]);
            transitions += chain.Follow(world);
            if (world.Found is Finding finding)
            {
                Report(new FoundAt(finding, number, choices[i], depth + 1));
                continue;
            }

            Represent(world.Fields);
            Pack(world.Fields, packed);
            if (_store.Add(packed[..^1], number, out int next))
            {
                packed[^1] = Tag(depth + 1, next);
                met.Append(packed);
            }
        }

        return transitions;
    }

    private void Represent(Span<int> fields)
    {
        foreach (IReduction reduction in _reductions)
        {
            reduction.Represent(fields);
        }
    }

    private void Pack(ReadOnlySpan<int> fields, Span<ulong> packed)
    {
        int tooLarge = _layout.Pack(fields, packed);
        if (tooLarge >= 0)
        {
            _space.Widen(tooLarge, fields[tooLarge]);
            throw new ShapeGrewException();
        }
    }

    private int TakeBatch(Span<ulong> batch)
    {
        while (!_rounds.IsOver)
        {
            int words = _frontier.Take(batch);
            if (words > 0 || !_rounds.WaitForMore())
            {
                return words;
            }
        }

        return 0;
    }

    private void EndBatch(int deepest)
    {
        if (deepest > _depth)
        {
            lock (_lock)
            {
                _depth = Math.Max(_depth, deepest);
            }
        }

        if (_cancellation.IsCancellationRequested)
        {
            Stop(Interrupted);
        }
        else if (_options.MemoryLimitBytes is long limit
            && _store.Bytes + (_frontier.Count * sizeof(ulong)) + _space.Locals.Bytes > limit)
        {
            Stop("memory limit reached");
        }
        else if (_pauseAt < long.MaxValue && _store.Count >= _pauseAt)
        {
            _isPaused = true;
            _rounds.End();
        }
    }

    private void Stop(string reason)
    {
        lock (_lock)
        {
            if (Found is null)
            {
                Reason ??= reason;
            }
        }

        _rounds.End();
    }

    private void Report(FoundAt found)
    {
        lock (_lock)
        {
            if (Found is null || found.Steps < Found.Steps)
            {
                Found = found;
            }
        }

        if (!_frontier.IsByLevel)
        {
            _isDecided = true;
            _rounds.End();
        }
    }
}
