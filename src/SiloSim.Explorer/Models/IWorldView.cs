namespace SiloSim.Explorer.Models;

/// <summary>What guards and properties see of a world.</summary>
public interface IWorldView
{
    /// <summary>What a thread waits for; null once it has completed.</summary>
    /// <param name="thread">The number of the thread.</param>
    /// <returns>The operation.</returns>
    Operation? PostedBy(int thread);

    /// <summary>What memory holds, store buffers aside.</summary>
    /// <param name="location">The address of an aligned word.</param>
    /// <returns>The word; 0 where there is none.</returns>
    uint Word(uint location);
}
