using System.Collections.Immutable;

namespace SiloSim.Explorer.Models;

/// <summary>Threads over shared memory, and what has to hold in every interleaving of their accesses.</summary>
public sealed record Model
{
    /// <summary>The threads; their numbers are their places here.</summary>
    public required ImmutableArray<ModelThread> Threads { get; init; }

    /// <summary>The words that the threads share.</summary>
    public required ImmutableArray<MemoryWord> Words { get; init; }

    /// <summary>What has to hold.</summary>
    public ImmutableArray<IProperty> Properties { get; init; } = [];

    /// <summary>What others see of a CPU's stores, and when.</summary>
    public MemoryModel Memory { get; init; }

    /// <summary>
    /// Whether a CPU that waits to do an atomic operation may load words early that its thread loads after it: what a
    /// read barrier forbids.
    /// </summary>
    public bool EarlyLoads { get; init; }

    /// <summary>Further reasons to wait; null if there are none.</summary>
    public IGuard? Guard { get; init; }

    /// <summary>
    /// Whether every thread has to come to its end, where those that can go on do and interrupts that can strike strike
    /// sooner or later: then any way round that some thread never leaves is a livelock.
    /// </summary>
    public bool HasToEnd { get; init; }

    /// <summary>
    /// What an address holds that is not in <see cref="Words"/>, for models whose words are not known before they run;
    /// null where there is no memory. Always null by default.
    /// </summary>
    public Func<uint, uint?> InitialWord { get; init; } = _ => null;

    /// <summary>
    /// The address of the word that <see cref="OperationKind.Phase"/> writes its number to, for a
    /// <see cref="Guard"/> to look at; one of <see cref="Words"/>.
    /// </summary>
    public uint PhaseLocation { get; init; } = 0xFFFF_FFFC;

    /// <summary>The status of a probing access that fails: a negative error number.</summary>
    public int FaultStatus { get; init; } = -14;

    /// <summary>How many CPUs there are.</summary>
    public int Cpus => Threads.Length == 0 ? 0 : Threads.Max(thread => thread.Cpu) + 1;
}
