using System.Numerics;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Explorer.Shards;

namespace SiloSim.Tests.Explorer;

/// <summary>A search in shards, all in one thread: what silos do, without them.</summary>
internal sealed class ShardedSearch
{
    private const int WorldsAtATime = 100; // Few, so that small models take several.

    private readonly Model _model;
    private readonly Reductions _reductions;
    private readonly KnownCode _code;
    private readonly Shard[] _shards;
    private readonly Expander[] _expanders;
    private long _transitions;
    private long _expanded;
    private BigInteger _ended;
    private int _depth;

    public ShardedSearch(Model model, Reductions reductions, int shards)
    {
        _model = model;
        _reductions = reductions;
        _code = new KnownCode(Expander.ShapeOf(model));
        do
        {
            Passes++;
            _expanders = [.. Enumerable.Range(0, shards).Select(_ => new Expander(_model, _reductions, shards))];
            _shards = [.. Enumerable.Range(0, shards).Select(_ => new Shard(Expander.ShapeOf(_model)))];
            byte[] known = _code.ToArray();
            Array.ForEach(_expanders, expander => expander.Learn(known));
        }
        while (Search() && Finding is null);
    }

    public int Passes { get; private set; }

    public Finding? Finding { get; private set; }

    public int Steps { get; private set; }

    public (long States, long Transitions, int Depth) Counts => (_shards.Sum(shard => shard.States), _transitions, _depth);

    public long[] StatesOfShards => [.. _shards.Select(shard => shard.States)];

    /// <summary>Goes through all worlds once more.</summary>
    /// <returns>The number of executions; null if there are cycles.</returns>
    public BigInteger? CountInterleavings()
    {
        Array.ForEach(_shards, shard => shard.BeginCount());
        long states = Counts.States;
        Go(counts: true);
        return _expanded == states ? _ended : null;
    }

    private bool Search() => Go(counts: false);

    private bool Go(bool counts)
    {
        _transitions = _expanded = 0;
        _ended = 0;
        bool learnt = Deliver(_expanders[0].First(counts), 0);
        for (int level = 0; Finding is null && _shards.Sum(shard => shard.Advance()) > 0; level++)
        {
            _depth = counts ? _depth : level;
            for (int shard = 0; shard < _shards.Length; shard++)
            {
                while (_shards[shard].Take(WorldsAtATime) is byte[] batch)
                {
                    learnt |= Deliver(_expanders[shard].Expand(batch, shard), level);
                }
            }
        }

        return learnt;
    }

    private bool Deliver(Expansion expansion, int level)
    {
        if (expansion.Finding is Finding finding && (Finding is null || level + expansion.FindingSteps < Steps))
        {
            (Finding, Steps) = (finding, level + expansion.FindingSteps);
        }

        _transitions += expansion.Transitions;
        _expanded += expansion.Worlds;
        _ended += expansion.Ended;
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            if (expansion.Batches[shard] is byte[] batch)
            {
                _shards[shard].Accept(batch);
            }
        }

        return expansion.Code is byte[] code && _code.Add(code);
    }
}
