namespace SiloSim.Machine.Coherence;

/// <summary>What a silo may do with its copy of a frame. A greater state allows all that a lesser one does.</summary>
public enum FrameState
{
    /// <summary>It has no copy.</summary>
    Invalid,

    /// <summary>It may load and execute; so may other silos, and the home.</summary>
    Shared,

    /// <summary>It may load, execute and store; nobody else has a copy, and the home's bytes are out of date.</summary>
    Exclusive,
}
