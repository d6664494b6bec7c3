using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Runs;

/// <summary>Chooses one run at a time, step by step. No world is stored: what it remembers of earlier runs is its own.</summary>
public interface IStrategy
{
    /// <summary>Called before each run.</summary>
    /// <returns>False if there is to be no further run.</returns>
    bool BeginRun();

    /// <summary>Chooses the next step of the run.</summary>
    /// <param name="enabled">The steps that can be taken: never empty, those of threads first, by number.</param>
    /// <returns>The place of the step in <paramref name="enabled"/>; -1 to end the run here.</returns>
    int Choose(ReadOnlySpan<Choice> enabled);
}
