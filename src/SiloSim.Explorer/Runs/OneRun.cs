using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Runs;

/// <summary>Makes runs from the first world on, one after the other, as a strategy chooses.</summary>
internal sealed class OneRun(StateSpace space)
{
    private readonly Choice[] _enabled = new Choice[space.MostChoices];
    private readonly List<Choice> _taken = [];

    /// <summary>The world, at the end of the run.</summary>
    public World World { get; } = new(space);

    /// <summary>The steps of the run.</summary>
    public IReadOnlyList<Choice> Taken => _taken;

    /// <summary>Whether the run has ended where nobody can take a step.</summary>
    public bool IsAtRest { get; private set; }

    /// <summary>What is wrong at its end; null if nothing is.</summary>
    public Finding? Finding { get; private set; }

    /// <summary>Makes a run, to its end or until something is wrong.</summary>
    /// <param name="strategy">Chooses.</param>
    /// <param name="mostSteps">After so many steps it is cut.</param>
    /// <exception cref="ShapeGrewException">It has to begin again.</exception>
    public void Go(IStrategy strategy, int mostSteps = int.MaxValue)
    {
        _taken.Clear();
        IsAtRest = false;
        World.Start();
        while (World.Found is null)
        {
            Span<Choice> enabled = _enabled.AsSpan(0, World.Choices(_enabled));
            IsAtRest = enabled.IsEmpty;
            int chosen = IsAtRest || _taken.Count == mostSteps ? -1 : strategy.Choose(enabled);
            if (chosen < 0)
            {
                break;
            }

            _taken.Add(enabled[chosen]);
            World.Take(enabled[chosen]);
        }

        Finding = IsAtRest ? World.AtRest() : World.Found;
    }
}
