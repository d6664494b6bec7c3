using SiloSim.Explorer.Models;

namespace SiloSim.Explorer.Runs;

/// <summary>A step that was taken, or that waits to be.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Choice">The choice that it is in the world that it was taken in.</param>
/// <param name="Process">
/// Whose step it is: its thread's, or that of a store buffer (PSO: of an address in it). Steps of a process are in order.
/// </param>
/// <param name="Touches">What it touches.</param>
internal sealed record Transition(TransitionKey Key, Choice Choice, int Process, Touch[] Touches)
{
    /// <summary>The process that will move to memory what this step has put into a buffer; -1 if it has put nothing.</summary>
    public int Fills { get; init; } = -1;

    /// <summary>Whether there are worlds in which its thread has to wait before it can take it.</summary>
    public bool MayWait { get; init; }

    /// <summary>The steps of the run, by place, that come before this one in every order that is the same to everybody.</summary>
    public StepSet Before { get; set; } = new(0);
}
