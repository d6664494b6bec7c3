namespace SiloSim.Explorer.Search;

/// <summary>Where a long search leaves its state now and then, for another process to go on from.</summary>
public interface ICheckpoint
{
    /// <summary>
    /// What is searched, by which program and how, in lines: a search goes on only from what one of the same lines left.
    /// </summary>
    string Subject { get; }

    /// <summary>The state is written when there are so many worlds more than at the last time, or more; at least 1.</summary>
    long EveryStates { get; }

    /// <summary>Opens what a search has left; it can seek.</summary>
    /// <returns>The stream, which the search closes; null if there is none.</returns>
    Stream? Open();

    /// <summary>Takes a new state in place of the last one, wholly or not at all.</summary>
    /// <param name="write">Writes it.</param>
    void Save(Action<Stream> write);
}
