using System.Collections.Immutable;
using System.Numerics;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Search;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Shards;

/// <summary>
/// Takes the steps that can be taken in the worlds of a batch, and says for each shard which of the worlds that they
/// lead to belong to it. What comes out depends on the batch and on what was learnt (<see cref="Learn"/>) and on nothing
/// else; what the expander remembers of the model's code only saves time. Not for two threads at a time.
/// </summary>
public sealed class Expander
{
    private readonly StateSpace _space;
    private readonly Reductions _reductionsWanted;
    private readonly int _shards;
    private readonly WorldShape _shape;
    private readonly Components _components;
    private readonly ContentHashes _contents;
    private readonly World _world;
    private readonly int[] _from;
    private readonly Choice[] _choices;
    private readonly SuccessorSet _successors;
    private IReduction[] _reductions;
    private Chain _chain;
    private int _edgesSaid = -1;

    /// <summary>An expander of a model's worlds.</summary>
    /// <param name="model">The model; all its words are in <see cref="Model.Words"/>.</param>
    /// <param name="reductions">What is left out.</param>
    /// <param name="shards">How many shards own the worlds; at least 1.</param>
    public Expander(Model model, Reductions reductions, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        _space = new StateSpace(model);
        _reductionsWanted = reductions;
        _shards = shards;
        _shape = ShapeOf(_space);
        _components = new Components(_space);
        _contents = new ContentHashes(_space);
        _world = new World(_space);
        _from = new int[_space.Fields];
        _choices = new Choice[_space.MostChoices];
        _successors = new SuccessorSet(_space.Fields);
        _reductions = ReductionsNow();
        _chain = new Chain(_space, _reductions);
    }

    /// <summary>The shape of a model's worlds.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The shape.</returns>
    public static WorldShape ShapeOf(Model model) => ShapeOf(new StateSpace(model));

    /// <summary>The first world, or what is wrong before it.</summary>
    /// <param name="counts">Whether executions are counted.</param>
    /// <returns>An expansion of no world that leads to the first one.</returns>
    public Expansion First(bool counts = false)
    {
        _successors.Clear();
        _world.Start();
        if (_world.Found is Finding finding)
        {
            return new Expansion { Batches = [.. new byte[]?[_shards]], Finding = finding };
        }

        AddSuccessor(BigInteger.One);
        return new Expansion { Batches = Batches(counts), Code = NewsOfCode() };
    }

    /// <summary>Expands worlds.</summary>
    /// <param name="batch">What <see cref="Shard.Take"/> gave.</param>
    /// <param name="shard">The number of that shard, from 0.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="BatchFormatException">
    /// It is not a batch of this model, or holds worlds that belong to another shard.
    /// </exception>
    /// <exception cref="NotSupportedException">The model has words that it did not name before it ran.</exception>
    public Expansion Expand(ReadOnlySpan<byte> batch, int shard)
    {
        try
        {
            return ExpandAll(new BatchReader(_shape, _components, batch), shard);
        }
        catch (ShapeGrewException)
        {
            throw new NotSupportedException("a model whose words are found while it runs cannot be searched in shards");
        }
    }

    /// <summary>
    /// Learns what others know of the threads' code. Partial order reduction leaves out by what is known: all expanders
    /// of a search have to know the same, and a search is repeated until none of them has met anything new.
    /// </summary>
    /// <param name="code">What <see cref="KnownCode.ToArray"/> gave.</param>
    /// <exception cref="BatchFormatException">It is not of this model.</exception>
    public void Learn(ReadOnlySpan<byte> code)
    {
        KnownCode.Read(code, _space.Threads, _components.Follow);
        _reductions = ReductionsNow();
        _chain = new Chain(_space, _reductions);
        _edgesSaid = _space.Locals.Edges;
    }

    private static WorldShape ShapeOf(StateSpace space) => new(
        space.Threads,
        space.LoadsAt - space.BuffersAt,
        space.PropertiesAt - space.LoadsAt,
        space.Fields - space.PropertiesAt);

    private Expansion ExpandAll(BatchReader reader, int shard)
    {
        _successors.Clear();
        int transitions = 0;
        Finding? found = null;
        int foundSteps = 0;
        BigInteger ended = BigInteger.Zero;
        while (reader.Next(_from, out _, out BigInteger paths))
        {
            if (OwnerOf(_contents.Of(_from)) != shard)
            {
                throw new BatchFormatException($"it has a world that is not of shard {shard}");
            }

            _world.Set(_from);
            int count = _world.Choices(_choices);
            if (count == 0)
            {
                ended += paths;
                if (_world.AtRest() is Finding atRest && (found is null || foundSteps > 0))
                {
                    (found, foundSteps) = (atRest, 0);
                }

                continue;
            }

            foreach (IReduction reduction in _reductions)
            {
                count = reduction.Keep(_world, _choices.AsSpan(0, count));
            }

            transitions += count;
            foreach (Choice choice in _choices.AsSpan(0, count))
            {
                _world.Set(_from);
                _world.Take(choice);
                transitions += _chain.Follow(_world);
                if (_world.Found is not Finding finding)
                {
                    AddSuccessor(paths);
                }
                else if (found is null)
                {
                    (found, foundSteps) = (finding, 1);
                }
            }
        }

        return new Expansion
        {
            Batches = Batches(reader.HasPaths),
            Worlds = reader.Count,
            Transitions = transitions,
            Finding = found,
            FindingSteps = foundSteps,
            Ended = ended,
            Code = NewsOfCode(),
        };
    }

    private void AddSuccessor(BigInteger paths)
    {
        foreach (IReduction reduction in _reductions)
        {
            reduction.Represent(_world.Fields);
        }

        _successors.Add(_world.Fields, _contents.Of(_world.Fields), paths);
    }

    private int OwnerOf(ulong hash) => (int)((hash >> 32) % (uint)_shards);

    private ImmutableArray<byte[]?> Batches(bool counts)
    {
        var batches = new BatchWriter?[_shards];
        for (int i = 0; i < _successors.Count; i++)
        {
            (ulong hash, int steps, BigInteger paths) = _successors[i];
            BatchWriter batch = batches[OwnerOf(hash)] ??= new BatchWriter(_shape, _components, counts);
            batch.Add(_successors.Fields(i), steps, paths);
        }

        return [.. batches.Select(batch => batch?.ToArray())];
    }

    private IReduction[] ReductionsNow()
    {
        List<IReduction> chosen = [];
        if (_reductionsWanted.HasFlag(Reductions.PartialOrder))
        {
            chosen.Add(new PartialOrder(_space, new Footprints(_space)));
        }

        if (_reductionsWanted.HasFlag(Reductions.Symmetry) && _space.Kin.Length > 0)
        {
            chosen.Add(new Symmetry(_space, _contents));
        }

        return [.. chosen];
    }

    private byte[]? NewsOfCode()
    {
        if (!_reductionsWanted.HasFlag(Reductions.PartialOrder) || _edgesSaid == _space.Locals.Edges)
        {
            return null;
        }

        _edgesSaid = _space.Locals.Edges;
        return KnownCode.Write(_space);
    }

    /// <summary>Contents by the numbers of a space; to find a thread's state, its code is run.</summary>
    private sealed class Components(StateSpace space) : IComponents
    {
        private readonly Dictionary<ulong, int> _byHash = [];

        public LocalRecipe RecipeOf(int local) => KnownCode.RecipeOf(space, space.Locals[local]);

        public BufferedStore[] StoresOf(int buffer) => space.Buffers[buffer];

        public BufferedStore[] LoadsOf(int loads) => space.Loads[loads];

        public uint ValueOf(int value) => space.Results.Value(value);

        public int LocalOf(LocalRecipe recipe) =>
            _byHash.TryGetValue(recipe.Hash, out int known) ? known : Follow(recipe);

        /// <summary>Runs the code as a recipe says, even where the state is known: the way there may not be.</summary>
        public int Follow(LocalRecipe recipe)
        {
            if (recipe.Parent < 0)
            {
                return Checked(recipe, space.Locals.Starts[recipe.Thread].Next);
            }

            LocalState parent = space.Locals[recipe.Parent];
            return parent.IsCompleted
                ? throw new BatchFormatException("a thread goes on after its end")
                : Checked(recipe, space.Locals.Follow(parent, space.Results.Of(recipe.Result)).Next);
        }

        public int BufferOf(BufferedStore[] stores) => space.Buffers.Of(stores);

        public int LoadsOf(BufferedStore[] loads) => space.Loads.Of(loads);

        public int NumberOf(uint value) => space.Results.Of(value);

        private int Checked(LocalRecipe recipe, LocalState state)
        {
            if (state.Failure is not null || state.Hash != recipe.Hash)
            {
                throw new BatchFormatException("a thread's state is not what its code comes to: is it another version?");
            }

            _byHash[state.Hash] = state.Id;
            return state.Id;
        }
    }
}
