namespace SiloSim.Grains.Engine;

/// <summary>How a silo runs guest code.</summary>
/// <param name="Threads">Threads for it, 1 or more.</param>
internal sealed record EngineOptions(int Threads)
{
    /// <summary>
    /// A part of a machine whose grain, which calls once a second, has not been heard of for so long belongs to nobody. Far
    /// longer than a busy silo takes to answer: a run that is lost has been told so long before.
    /// </summary>
    public TimeSpan OrphanPatience { get; init; } = TimeSpan.FromMinutes(1);
}
