namespace SiloSim.Explorer.Models;

/// <summary>
/// Says when a thread may not take a step for other reasons than what memory holds: it is parked, or interrupted.
/// </summary>
public interface IGuard
{
    /// <summary>Whether a thread may do what it waits for.</summary>
    /// <param name="thread">The number of the thread.</param>
    /// <param name="world">The world as it is.</param>
    /// <returns>False if it has to wait.</returns>
    bool Allows(int thread, IWorldView world);

    /// <summary>Whether what one of two threads does may decide what the guard says to the other.</summary>
    /// <param name="thread">The number of a thread.</param>
    /// <param name="other">The number of another.</param>
    /// <returns>True if no order of their steps may be left out.</returns>
    bool Couples(int thread, int other);
}
