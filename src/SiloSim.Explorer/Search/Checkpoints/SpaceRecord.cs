using SiloSim.Explorer.Models;
using SiloSim.Explorer.Worlds;

namespace SiloSim.Explorer.Search;

/// <summary>
/// The tables of a space in a checkpoint. A state of a thread is suspended code, which no file can hold: written is how
/// it was come to, from which state by which result, and the code runs again to make it. In the same order it gets the
/// same number, so packed worlds mean what they meant.
/// </summary>
internal static class SpaceRecord
{
    /// <summary>Writes the tables.</summary>
    /// <param name="space">The space.</param>
    /// <param name="known">How many edges of the threads' code were known when the search began.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(StateSpace space, int known, BinaryWriter writer)
    {
        writer.WriteArray<OperationResult>([.. Enumerable.Range(0, space.Results.Count).Select(id => space.Results[id])]);
        writer.WriteArray<uint>([.. space.WordsFound]);
        writer.WriteArray(space.Layout.Bits);
        WriteBuffers(space.Buffers, writer);
        WriteBuffers(space.Loads, writer);
        writer.Write(known);
        writer.WriteArray<(int From, int Result)>([.. space.Locals.Met]);
        writer.WriteArray<ulong>([.. HashesOf(space)]);
    }

    /// <summary>Makes the space again.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reader">Where from.</param>
    /// <param name="known">What was known of the threads' code when the search began.</param>
    /// <param name="knownEdges">How many edges that was.</param>
    /// <exception cref="CheckpointException">The code does something else here.</exception>
    public static StateSpace Read(Model model, BinaryReader reader, out Footprints known, out int knownEdges)
    {
        var space = new StateSpace(model);
        OperationResult[] results = reader.ReadArray<OperationResult>();
        Demand(results.Select(space.Results.Of).SequenceEqual(Enumerable.Range(0, results.Length)));
        Demand(space.TakeShape(reader.ReadArray<uint>(), reader.ReadArray<int>()));
        ReadBuffers(space.Buffers, reader);
        ReadBuffers(space.Loads, reader);
        knownEdges = reader.ReadInt32();
        (int From, int Result)[] edges = reader.ReadArray<(int From, int Result)>();
        Follow(space, edges.AsSpan(0, knownEdges));
        known = new Footprints(space);
        Follow(space, edges.AsSpan(knownEdges));
        Demand(reader.ReadArray<ulong>().AsSpan().SequenceEqual([.. HashesOf(space)]));
        return space;
    }

    private static IEnumerable<ulong> HashesOf(StateSpace space) =>
        Enumerable.Range(0, space.Locals.Count).Select(id => space.Locals[id].Hash);

    private static void Follow(StateSpace space, ReadOnlySpan<(int From, int Result)> edges)
    {
        foreach ((int from, int result) in edges)
        {
            Demand((uint)from < (uint)space.Locals.Count);
            LocalState state = space.Locals[from];
            if (result == LocalStates.ByInterrupt)
            {
                Demand(state.CanInterrupt);
                space.Locals.Interrupt(state);
            }
            else
            {
                Demand((uint)result < (uint)space.Results.Count && !state.IsCompleted);
                space.Locals.Follow(state, result);
            }
        }
    }

    private static void WriteBuffers(BufferTable buffers, BinaryWriter writer)
    {
        writer.Write(buffers.Count);
        for (int id = 0; id < buffers.Count; id++)
        {
            writer.WriteArray<BufferedStore>(buffers[id]);
        }
    }

    private static void ReadBuffers(BufferTable buffers, BinaryReader reader)
    {
        int count = reader.ReadInt32();
        for (int id = 0; id < count; id++)
        {
            Demand(buffers.Of(reader.ReadArray<BufferedStore>()) == id);
        }
    }

    private static void Demand(bool fits)
    {
        if (!fits)
        {
            throw new CheckpointException("a checkpoint of other code: the threads' steps lead elsewhere here");
        }
    }
}
