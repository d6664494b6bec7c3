namespace SiloSim.Ftrace;

/// <summary>Where people can see what a missing step breaks.</summary>
public enum ShowsOn
{
    /// <summary>In the machine of grains, whose memory is in order, and in a search of it.</summary>
    Machine,

    /// <summary>Only in a search with store buffers: the machine's memory is in order.</summary>
    StoreBuffers,

    /// <summary>Only in a search in which loads move up: neither the machine nor a store buffer does that.</summary>
    EarlyLoads,

    /// <summary>Nowhere here; <see cref="StepDescription.Breaks"/> says why.</summary>
    Nowhere,
}
