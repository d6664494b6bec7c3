using SiloSim.Machine.Coherence;

namespace SiloSim.Grains.Engine;

/// <summary>What the engine asks of a machine's grains.</summary>
internal interface IMachineLinks
{
    /// <summary>Asks the home of a frame for it.</summary>
    /// <returns>The grant, and whether silos take the frame from each other.</returns>
    Task<(FrameGrant Grant, bool Contended)> Acquire(FrameIndex frame, FrameState wanted, int silo);

    /// <summary>Asks the home of some frames, all of one bank, for copies to read.</summary>
    /// <returns>Those that it can grant at once.</returns>
    Task<IEnumerable<FrameGrant>> Fetch(IReadOnlyList<FrameIndex> frames, int silo);

    /// <summary>Has an access done at the home of its frame.</summary>
    ValueTask<GuestAnswer> Perform(GuestAccess access, int silo);

    /// <summary>A core has accepted an NMI of its timer: its NMI grain is to run it.</summary>
    void NmiAccepted(int cpu);

    /// <summary>A core broadcasts ICBI: the instruction caches of all cores forget a range.</summary>
    Task FlushText(uint physical, int bytes);

    /// <summary>Something happened to a CPU.</summary>
    void Happened(CpuEvent happened);

    /// <summary>A part of the machine cannot be reached, or failed.</summary>
    void Fault(string machine, Exception exception);
}
