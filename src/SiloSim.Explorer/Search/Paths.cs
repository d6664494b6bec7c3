using System.Collections.Immutable;
using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// The steps to what a search has met. Stored worlds may be representatives of the real ones, so the real steps are found
/// by going along: at each world, the step whose world is represented by the next on the path.
/// </summary>
internal sealed class Paths(StateSpace space, StateSet states, IReduction[] reductions)
{
    private readonly World _world = new(space);
    private readonly Chain _chain = new(space, reductions);
    private readonly Choice[] _choices = new Choice[space.MostChoices];
    private readonly ulong[] _packed = new ulong[space.Layout.Words];

    /// <summary>The steps from the first world, those taken alone among them.</summary>
    public ImmutableArray<Choice> To(FoundAt found)
    {
        var numbers = new Stack<int>();
        for (int number = found.Parent; number >= 0; number = states.Parent(number))
        {
            numbers.Push(number);
        }

        if (!numbers.TryPop(out _))
        {
            return [];
        }

        List<Choice> path = [];
        _world.Start();
        while (numbers.TryPop(out int next))
        {
            Go(path, () => _world.Found is null && IsRepresentedBy(next));
        }

        if (found.Choice is not null)
        {
            Go(path, () => _world.Found?.Property == found.Finding.Property);
        }

        return [.. path];
    }

    /// <summary>Takes the first step after which the world is as wanted, and what is taken alone after it.</summary>
    private void Go(List<Choice> path, Func<bool> isWanted)
    {
        int[] before = _world.Fields.ToArray();
        int length = path.Count;
        int count = _world.Choices(_choices);
        foreach (Choice choice in _choices.AsSpan(0, count))
        {
            path.RemoveRange(length, path.Count - length);
            path.Add(choice);
            _world.Set(before);
            _world.Take(choice);
            _chain.Follow(_world, path);
            if (isWanted())
            {
                return;
            }
        }

        throw new InvalidOperationException("the path to a world that was met cannot be gone again");
    }

    private bool IsRepresentedBy(int number)
    {
        int[] fields = _world.Fields.ToArray();
        foreach (IReduction reduction in reductions)
        {
            reduction.Represent(fields);
        }

        space.Layout.Pack(fields, _packed);
        return states[number].SequenceEqual(_packed);
    }
}
