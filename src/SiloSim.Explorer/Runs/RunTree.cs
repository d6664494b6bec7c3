using System.Collections.Immutable;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Runs;

/// <summary>
/// A depth-first search that stores no worlds but those of the run that it is at: it goes back to each and makes the runs
/// that branch off there. All of them, or one for each trace.
/// </summary>
internal sealed class RunTree
{
    private readonly StateSpace _space;
    private readonly RunTreeOptions _options;
    private readonly Dependence _dependence;
    private readonly List<RunNode> _path = [];
    private readonly Races? _races;
    private readonly World _world;
    private readonly Choice[] _choices;
    private readonly List<ExplorerEvent> _events = [];
    private long _transitions;
    private int _depth;

    public RunTree(StateSpace space, RunTreeOptions options)
    {
        _space = space;
        _options = options;
        _dependence = new Dependence(space);

        // A thread that may load early has several steps to choose from; there sleep sets do alone.
        _races = options.IsReduced && space.EarlyWords.Length == 0 ? new Races(space, _dependence, _path) : null;
        _world = new World(space) { Log = _events };
        _choices = new Choice[space.MostChoices];
    }

    /// <summary>Runs from beginning to end.</summary>
    public long Runs { get; private set; }

    /// <summary>Runs that were cut because they were too long.</summary>
    public long CutRuns { get; private set; }

    /// <summary>What is wrong at the end of the path; null while nothing is.</summary>
    public Finding? Found { get; private set; }

    /// <summary>The steps of the path.</summary>
    public ImmutableArray<Choice> Steps =>
        [.. _path.Where(node => node.Taken is not null).Select(node => node.Taken!.Choice)];

    /// <summary>Whether it goes on where a run has ended in something wrong.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Told of the steps of each run from beginning to end.</summary>
    public Action<IReadOnlyList<Transition>, Dependence, World>? RunEnded { get; init; }

    public SearchProgress Progress => new(_transitions + 1, _transitions, _depth, _path.Count, 0);

    /// <summary>Searches.</summary>
    /// <returns>Whether it came to its end, or to something wrong.</returns>
    public bool Run(CancellationToken cancellation)
    {
        _world.Start();
        Found = _world.Found;
        if (Found is not null)
        {
            return true;
        }

        Enter([]);
        while (_path.Count > 0 && Found is null)
        {
            if (cancellation.IsCancellationRequested)
            {
                return false;
            }

            RunNode node = _path[^1];
            if (_path.Count <= _options.MostSteps && node.Next() is Choice choice)
            {
                Take(node, choice);
            }
            else
            {
                Leave();
            }
        }

        return true;
    }

    private void Take(RunNode node, Choice choice)
    {
        _world.Set(node.Fields);
        Transition step = _dependence.Of(_world, choice);
        _events.Clear();
        _world.Take(choice);
        _transitions++;
        step = _dependence.With(step, _events);
        node.Taken = step;
        if (_world.Found is not null)
        {
            Found = _world.Found;
            return;
        }

        _races?.Look(step);
        Enter(!_options.IsReduced ? [] : node.Asleep.FindAll(asleep => !_dependence.Holds(asleep, step)));
    }

    private void Enter(List<Transition> asleep)
    {
        Choice[] choices = _choices[.._world.Choices(_choices)];
        TransitionKey[] keys = [.. choices.Select(choice => _dependence.KeyOf(_world, choice))];
        var node = new RunNode(
            _world.Fields.ToArray(), choices, keys, [.. keys.Select(_dependence.ProcessOf)], asleep);
        _path.Add(node);
        _depth = Math.Max(_depth, _path.Count - 1);
        if (_races is null)
        {
            node.WantAll();
        }
        else
        {
            node.WantOne();
            _races.LookAtWaiting(_world);
        }

        if (node.IsAtRest)
        {
            Runs++;
            Found = GoesOn ? null : _world.AtRest();
            RunEnded?.Invoke([.. _path.SkipLast(1).Select(on => on.Taken!)], _dependence, _world);
        }
        else if (_path.Count > _options.MostSteps)
        {
            CutRuns++;
        }
    }

    private void Leave()
    {
        _path.RemoveAt(_path.Count - 1);
        if (_path.Count > 0)
        {
            RunNode last = _path[^1];
            last.Asleep.Add(last.Taken!);
            last.Taken = null;
        }
    }
}
