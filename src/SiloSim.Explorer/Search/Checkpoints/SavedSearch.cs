using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>A search as a checkpoint has it, to be gone on with once.</summary>
internal sealed class SavedSearch : IDisposable
{
    private readonly BinaryReader _reader;

    private SavedSearch(BinaryReader reader, Model model)
    {
        _reader = reader;
        Reductions = (Reductions)reader.ReadInt32();
        Space = SpaceRecord.Read(model, reader, out Footprints known, out int knownEdges);
        Known = known;
        KnownEdges = knownEdges;
    }

    /// <summary>What the search leaves out: less than was asked for, where it looks for a livelock at last.</summary>
    public Reductions Reductions { get; }

    /// <summary>The tables.</summary>
    public StateSpace Space { get; }

    /// <summary>What was known of the threads' code when the search began.</summary>
    public Footprints Known { get; }

    /// <summary>How many edges of it that were.</summary>
    public int KnownEdges { get; }

    /// <summary>Opens what a search has left; null if it has left nothing.</summary>
    /// <exception cref="CheckpointException">It cannot be gone on with.</exception>
    public static SavedSearch? Open(ICheckpoint checkpoint, Model model)
    {
        if (checkpoint.Open() is not Stream stream)
        {
            return null;
        }

        try
        {
            BinaryReader reader = CheckpointFrame.Open(stream, checkpoint.Subject);
            return CheckpointFrame.Guarded(() => new SavedSearch(reader, model));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Leaves a search.</summary>
    public static void Save(
        ICheckpoint checkpoint, StateSpace space, Reductions reductions, int knownEdges, StoredSearch search) =>
        checkpoint.Save(stream => CheckpointFrame.Write(stream, checkpoint.Subject, writer =>
        {
            writer.Write((int)reductions);
            SpaceRecord.Write(space, knownEdges, writer);
            search.Save(writer);
        }));

    /// <summary>Takes a search that has not begun to where this one was, and closes this one.</summary>
    /// <exception cref="CheckpointException">What it holds does not fit together.</exception>
    public void GoOnWith(StoredSearch search) => CheckpointFrame.Guarded(() =>
    {
        search.Restore(_reader);
        Dispose();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
