namespace SiloSim.Sh4;

/// <summary>What came of one access that a core asked its <see cref="IWorld"/> for.</summary>
public enum Access
{
    /// <summary>It happened.</summary>
    Done,

    /// <summary>The frame is not here: the core exits with <see cref="ExitReason.FrameAbsent"/>, unchanged.</summary>
    Absent,

    /// <summary>Nothing answers at this address: the core fails.</summary>
    NoMemory,

    /// <summary>The memory there refuses writes: the core fails. Only an answer to stores.</summary>
    ReadOnly,
}
