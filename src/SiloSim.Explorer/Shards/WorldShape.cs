namespace SiloSim.Explorer.Shards;

/// <summary>How many components of each kind the worlds of a model have.</summary>
/// <param name="Threads">States of threads.</param>
/// <param name="Buffers">Contents of store buffers.</param>
/// <param name="Loads">Values that threads have loaded early, for each thread that may.</param>
/// <param name="Values">What properties remember, and the words of memory.</param>
public sealed record WorldShape(int Threads, int Buffers, int Loads, int Values)
{
    // Far more than any configuration has.
    private const int MostOfAKind = 4096;

    /// <summary>All components.</summary>
    public int Fields => Threads + Buffers + Loads + Values;

    internal int LoadsAt => Threads + Buffers;

    internal int ValuesAt => Threads + Buffers + Loads;

    /// <summary>Whether the numbers can be those of a model.</summary>
    public bool IsSensible => Threads is >= 1 and <= MostOfAKind && Buffers is >= 0 and <= MostOfAKind
        && Loads is >= 0 and <= MostOfAKind && Values is >= 0 and <= MostOfAKind;
}
